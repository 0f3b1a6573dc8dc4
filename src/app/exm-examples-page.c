/* exm-examples-page.c - the page with the table of examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-examples-page-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-focus.h"
#include "exm-one-stop.h"

/* filter bar ─┐
 *             ├─► query ─► row model ─► table ◄─► selection ─► actions, editor
 * headers ────┘
 */

/* Pixels that the editor below the table asks for. */
#define EDITOR_HEIGHT 340

enum
{
  PROP_0,
  PROP_DATASET,
  PROP_SEARCHING,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (ExmExamplesPage, exm_examples_page, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

/* --- what is shown ------------------------------------------------------------------- */

static void
exm_examples_page_update_stack (ExmExamplesPage *self)
{
  if (self->dataset == NULL)
    return;

  guint       shown = g_list_model_get_n_items (G_LIST_MODEL (exm_table_get_model (self->table)));
  guint       total = exm_dataset_get_stats (self->dataset)->n_examples;
  const char *name = "table";

  exm_filter_bar_set_count (self->filter_bar, shown, total);
  /* While a query runs the rows are gone for a moment: no page of words for that. */
  if (shown == 0 && exm_row_model_is_loading (exm_table_get_model (self->table)))
    return;
  if (total == 0)
    name = "empty";
  else if (shown == 0)
    name = "nothing";
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;

  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  /* Not by the focus child, which stays remembered: who types a search types on. */
  gboolean homeless = root != NULL && (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)));

  gtk_stack_set_visible_child_name (self->stack, name);
  /* The button that was pressed is gone; the rows that came are where work goes on. */
  if (homeless && g_str_equal (name, "table"))
    gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

ExmQuery *
exm_examples_page_dup_query (ExmExamplesPage *self)
{
  g_return_val_if_fail (EXM_IS_EXAMPLES_PAGE (self), NULL);

  ExmQuery *query = exm_filter_bar_dup_query (self->filter_bar);
  gboolean  descending = FALSE;

  query->sort = exm_table_get_sort (self->table, &descending);
  query->descending = descending;
  return query;
}

static void
exm_examples_page_query_cb (ExmExamplesPage *self)
{
  if (self->dataset == NULL)
    return;

  g_autoptr(ExmQuery) query = exm_examples_page_dup_query (self);

  exm_row_model_set_query (exm_table_get_model (self->table), query);
}

static void
exm_examples_page_update_editor (ExmExamplesPage *self)
{
  guint position;

  if (!gtk_widget_get_visible (GTK_WIDGET (self->editor)))
    return;
  position = exm_row_selection_get_single (exm_table_get_selection (self->table));
  if (position == GTK_INVALID_LIST_POSITION)
    {
      exm_row_editor_show_row (self->editor, 0, 0);
      return;
    }

  g_autoptr(ExmRow) row = g_list_model_get_item (G_LIST_MODEL (exm_table_get_model (self->table)), position);

  if (row != NULL)
    exm_row_editor_show_row (self->editor, exm_row_get_id (row), exm_row_get_number (row));
}

static void
exm_examples_page_selection_cb (ExmExamplesPage *self)
{
  _exm_examples_page_update_actions (self);
  exm_examples_page_update_editor (self);
  exm_feedback_tell_selected (GTK_WIDGET (self->table), exm_row_selection_get_n_selected (exm_table_get_selection (self->table)));
}

static void
exm_examples_page_items_cb (ExmExamplesPage *self)
{
  exm_examples_page_update_stack (self);
  _exm_examples_page_update_actions (self);
}

static void
exm_examples_page_lost_cb (ExmExamplesPage *self,
                           guint            n_rows)
{
  exm_feedback_toast (GTK_WIDGET (self), _ ("Selection cleared, because the rows changed"));
}

static void
exm_examples_page_editor_visible_cb (ExmExamplesPage *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->paned));

  /* Half of the page at most, enough for post, label, answer and note. */
  if (gtk_widget_get_visible (GTK_WIDGET (self->editor)) && height > 0)
    gtk_paned_set_position (self->paned, MAX (height - EDITOR_HEIGHT, height / 2));
  exm_examples_page_update_editor (self);
  _exm_examples_page_update_actions (self);
}

/* --- the table asks -------------------------------------------------------------------- */

static void
exm_examples_page_pick_cb (ExmExamplesPage *self,
                           guint            position)
{
  _exm_examples_page_open_picker (self, position, NULL);
}

static void
exm_examples_page_editor_pick_cb (ExmExamplesPage *self,
                                  GtkWidget       *button)
{
  guint position = exm_row_selection_get_single (exm_table_get_selection (self->table));

  if (position != GTK_INVALID_LIST_POSITION)
    _exm_examples_page_open_picker (self, position, button);
}

static void
exm_examples_page_edit_cb (ExmExamplesPage *self,
                           guint            position)
{
  _exm_examples_page_edit (self, position);
}

static void
exm_examples_page_bar_cb (ExmExamplesPage *self,
                          guint            column,
                          guint            value,
                          const char      *term)
{
  if (term != NULL)
    exm_filter_bar_toggle_term (self->filter_bar, term);
  else if (column == EXM_TABLE_COLUMN_LABEL)
    exm_filter_bar_toggle_label (self->filter_bar, (ExmLabelId)value);
  else if (column == EXM_TABLE_COLUMN_STATUS)
    exm_filter_bar_toggle_state (self->filter_bar, value);
}

static void
exm_examples_page_edited_cb (ExmExamplesPage *self,
                             guint            row_id,
                             const char      *text)
{
  exm_feedback_run (GTK_WIDGET (self), self->dataset,
                    exm_command_new_set_input ((ExmRowId)row_id, text), EXM_RUN_QUIET);
}

static void
exm_examples_page_menu_at (ExmExamplesPage    *self,
                           const GdkRectangle *area)
{
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), area);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
exm_examples_page_menu_cb (ExmExamplesPage *self,
                           guint            position,
                           double           x,
                           double           y)
{
  GdkRectangle area = { 0, 0, 1, 1 };
  double       page_x, page_y;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->table), GTK_WIDGET (self), x, y, &page_x, &page_y);
  area.x = (int)page_x;
  area.y = (int)page_y;
  exm_examples_page_menu_at (self, &area);
}

/* --- keys of the table -------------------------------------------------------------------- */

static gboolean
exm_examples_page_menu_key (ExmExamplesPage *self,
                            guint            focus)
{
  GdkRectangle area;
  double       x, y;

  if (!exm_table_get_cell_area (self->table, focus, EXM_TABLE_COLUMN_POST, &area))
    return FALSE;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (exm_table_get_selection (self->table)), focus))
    exm_table_select_row (self->table, focus);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->table), GTK_WIDGET (self), area.x, area.y, &x, &y);
  area.x = (int)x;
  area.y = (int)y;
  area.width = MIN (area.width, 48);
  exm_examples_page_menu_at (self, &area);
  return TRUE;
}

/* Tab comes to a row without selecting it. A key that gives a label means that row all
 * the same, and a span that Shift and an arrow make begins with it. */
static void
exm_examples_page_begin_selection (ExmExamplesPage *self,
                                   guint            focus,
                                   guint            keyval,
                                   gboolean         shift)
{
  static const guint arrows[] = { GDK_KEY_Up, GDK_KEY_Down, GDK_KEY_KP_Up, GDK_KEY_KP_Down, GDK_KEY_Home, GDK_KEY_End, GDK_KEY_Page_Up, GDK_KEY_Page_Down };
  gboolean           begins = exm_label_key_is_valid (gdk_keyval_to_unicode (keyval));

  if (exm_row_selection_get_n_selected (exm_table_get_selection (self->table)) > 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (arrows) && shift; i++)
    begins |= keyval == arrows[i];
  if (begins)
    exm_table_select_row (self->table, focus);
}

/* Before GTK's own bindings: Enter would activate the row. And before the window has
 * looked through all shortcuts and mnemonics in it, an eighth of the time of a label key. */
static gboolean
exm_examples_page_key_cb (GtkEventControllerKey *controller,
                          guint                  keyval,
                          guint                  keycode,
                          GdkModifierType        state,
                          ExmExamplesPage       *self)
{
  guint    modifiers = state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);
  guint    focus;
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if (self->dataset == NULL || exm_table_is_editing (self->table))
    return GDK_EVENT_PROPAGATE;
  focus = exm_table_get_focus (self->table);
  if (focus == GTK_INVALID_LIST_POSITION)
    return GDK_EVENT_PROPAGATE;
  exm_examples_page_begin_selection (self, focus, keyval, shift);

  if (modifiers == 0)
    switch (keyval)
      {
      case GDK_KEY_Return:
      case GDK_KEY_KP_Enter:
      case GDK_KEY_ISO_Enter:
        _exm_examples_page_open_picker (self, focus, NULL);
        return GDK_EVENT_STOP;
      case GDK_KEY_Menu:
        return exm_examples_page_menu_key (self, focus);
      case GDK_KEY_F10:
        return shift && exm_examples_page_menu_key (self, focus);
      default:
        return _exm_examples_page_label_key (self, keyval);
      }
  return GDK_EVENT_PROPAGATE;
}

/* --- dataset -------------------------------------------------------------------------------- */

static void
exm_examples_page_connect (ExmExamplesPage *self)
{
  g_signal_connect_object (exm_table_get_selection (self->table), "selection-changed",
                           G_CALLBACK (exm_examples_page_selection_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (exm_table_get_selection (self->table), "items-changed",
                           G_CALLBACK (exm_examples_page_items_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (exm_table_get_selection (self->table), "lost",
                           G_CALLBACK (exm_examples_page_lost_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (exm_table_get_model (self->table), "notify::loading",
                           G_CALLBACK (exm_examples_page_items_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dataset, "notify::stats",
                           G_CALLBACK (exm_examples_page_update_stack), self, G_CONNECT_SWAPPED);
}

void
exm_examples_page_set_dataset (ExmExamplesPage *self,
                               ExmDataset      *dataset)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  if (self->dataset == dataset)
    return;
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->picker != NULL)
    exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), NULL);
  _exm_label_copy_clear (&self->copied);
  exm_row_editor_set_dataset (self->editor, dataset);
  exm_filter_bar_set_dataset (self->filter_bar, dataset);
  exm_table_set_dataset (self->table, dataset);
  g_set_object (&self->dataset, dataset);
  if (dataset != NULL)
    {
      self->cancellable = g_cancellable_new ();
      exm_examples_page_connect (self);
      exm_examples_page_query_cb (self);
      exm_examples_page_update_stack (self);
    }
  _exm_examples_page_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
}

static void
exm_examples_page_open_cb (ExmExamplesPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

/* --- widget ----------------------------------------------------------------------------------- */

/* Tab comes to the search first. */
static gboolean
exm_examples_page_focus (GtkWidget       *widget,
                         GtkDirectionType direction)
{
  return exm_focus_enter (widget, direction, GTK_WIDGET (EXM_EXAMPLES_PAGE (widget)->filter_bar)) ||
         exm_focus_children (widget, direction);
}

static gboolean
exm_examples_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (EXM_EXAMPLES_PAGE (widget)->table));
}

static void
exm_examples_page_dispose (GObject *object)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (object);

  if (self->table != NULL)
    exm_examples_page_set_dataset (self, NULL);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->columns);
  g_clear_object (&self->keys);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_EXAMPLES_PAGE);
  self->table = NULL;

  G_OBJECT_CLASS (exm_examples_page_parent_class)->dispose (object);
}

static void
exm_examples_page_root (GtkWidget *widget)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);

  GTK_WIDGET_CLASS (exm_examples_page_parent_class)->root (widget);
  gtk_widget_add_controller (GTK_WIDGET (gtk_widget_get_root (widget)), g_object_ref (self->keys));
}

static void
exm_examples_page_unroot (GtkWidget *widget)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  GtkWidget       *window = gtk_event_controller_get_widget (self->keys);

  if (window != NULL)
    gtk_widget_remove_controller (window, self->keys);
  GTK_WIDGET_CLASS (exm_examples_page_parent_class)->unroot (widget);
}

static void
exm_examples_page_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (object);

  switch (prop_id)
    {
    case PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case PROP_SEARCHING:
      g_value_set_boolean (value, exm_filter_bar_is_open (self->filter_bar));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_examples_page_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (object);

  switch (prop_id)
    {
    case PROP_DATASET:
      exm_examples_page_set_dataset (self, g_value_get_object (value));
      break;
    case PROP_SEARCHING:
      if (g_value_get_boolean (value))
        exm_filter_bar_search (self->filter_bar);
      else
        exm_filter_bar_set_open (self->filter_bar, FALSE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_examples_page_class_init (ExmExamplesPageClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_examples_page_dispose;
  object_class->get_property = exm_examples_page_get_property;
  object_class->set_property = exm_examples_page_set_property;
  widget_class->root = exm_examples_page_root;
  widget_class->unroot = exm_examples_page_unroot;
  widget_class->grab_focus = exm_examples_page_grab_focus;
  widget_class->focus = exm_examples_page_focus;

  properties[PROP_DATASET] =
    g_param_spec_object ("dataset", NULL, NULL, EXM_TYPE_DATASET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCHING] =
    g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (EXM_TYPE_FILTER_BAR);
  g_type_ensure (EXM_TYPE_TABLE);
  g_type_ensure (EXM_TYPE_ROW_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-examples-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmExamplesPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, ExmExamplesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmExamplesPage, table);
  gtk_widget_class_bind_template_child (widget_class, ExmExamplesPage, paned);
  gtk_widget_class_bind_template_child (widget_class, ExmExamplesPage, editor);
  gtk_widget_class_bind_template_child (widget_class, ExmExamplesPage, row_menu);
  gtk_widget_class_bind_template_child (widget_class, ExmExamplesPage, column_menu);
  gtk_widget_class_bind_template_callback (widget_class, exm_examples_page_query_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_examples_page_pick_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_examples_page_edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_examples_page_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_examples_page_bar_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_examples_page_menu_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_examples_page_editor_pick_cb);
  _exm_examples_page_install_actions (widget_class);
}

static void
exm_examples_page_init (ExmExamplesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  _exm_examples_page_add_column_actions (self);
  exm_table_set_header_menu (self->table, self->column_menu);
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect (self->keys, "key-pressed", G_CALLBACK (exm_examples_page_key_cb), self);
  g_signal_connect_object (self->editor, "notify::visible",
                           G_CALLBACK (exm_examples_page_editor_visible_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter_bar, "notify::open",
                           G_CALLBACK (exm_examples_page_open_cb), self, G_CONNECT_SWAPPED);
  _exm_examples_page_update_actions (self);
}

/* --- public ------------------------------------------------------------------------------------ */

ExmDataset *
exm_examples_page_get_dataset (ExmExamplesPage *self)
{
  g_return_val_if_fail (EXM_IS_EXAMPLES_PAGE (self), NULL);

  return self->dataset;
}

void
exm_examples_page_show_problem (ExmExamplesPage *self,
                                ExmProblem       problem)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  exm_filter_bar_show_problem (self->filter_bar, problem);
}

void
exm_examples_page_show_label (ExmExamplesPage *self,
                              ExmLabelId       label)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  exm_filter_bar_show_label (self->filter_bar, label);
}

void
exm_examples_page_show_query (ExmExamplesPage *self,
                              const ExmQuery  *query,
                              const char      *title)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  exm_filter_bar_show_query (self->filter_bar, query, title);
}

void
exm_examples_page_show_row (ExmExamplesPage *self,
                            ExmRowId         id)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  exm_row_selection_select_ids (exm_table_get_selection (self->table), &id, 1);
  exm_table_reveal (self->table, id);
}

void
exm_examples_page_search (ExmExamplesPage *self)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  exm_filter_bar_search (self->filter_bar);
}

GActionGroup *
exm_examples_page_get_column_actions (ExmExamplesPage *self)
{
  g_return_val_if_fail (EXM_IS_EXAMPLES_PAGE (self), NULL);

  return self->columns;
}

void
exm_examples_page_flush (ExmExamplesPage *self)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  exm_row_editor_flush (self->editor);
}

void
exm_examples_page_focus_table (ExmExamplesPage *self)
{
  g_return_if_fail (EXM_IS_EXAMPLES_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}
