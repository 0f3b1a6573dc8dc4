/* exm-examples-page-actions.c - what can be done with the rows of the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-examples-page-private.h"

#include <errno.h>
#include <stdlib.h>

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-settings.h"

#define N_ROWS(self) (g_list_model_get_n_items (G_LIST_MODEL (exm_table_get_model ((self)->table))))

static ExmTarget *
exm_examples_page_dup_target (ExmExamplesPage *self)
{
  if (self->dataset == NULL)
    return NULL;
  return exm_row_selection_dup_target (exm_table_get_selection (self->table));
}

static void
exm_examples_page_run (ExmExamplesPage *self,
                       ExmCommand      *command,
                       ExmRunFlags      flags)
{
  exm_feedback_run (GTK_WIDGET (self), self->dataset, command, flags);
}

/* --- labelling ------------------------------------------------------------------------- */

/* After one row was labelled the next is up. */
static void
exm_examples_page_go_on (ExmExamplesPage *self,
                         guint            position)
{
  if (position + 1 >= N_ROWS (self))
    return;
  exm_table_select_row (self->table, position + 1);
  exm_table_focus_row (self->table, position + 1);
}

static void
exm_examples_page_give_label (ExmExamplesPage *self,
                              ExmLabelId       label,
                              gboolean         go_on)
{
  ExmRowSelection *selection = exm_table_get_selection (self->table);
  guint            single = exm_row_selection_get_single (selection);
  g_autoptr(ExmTarget) target = exm_examples_page_dup_target (self);

  if (target == NULL)
    return;
  exm_row_editor_flush (self->editor);
  /* The disk begins while the row is drawn; the committed value comes after both. */
  _exm_examples_page_run_on_selected (self, exm_command_new_set_label (target, label));
  if (single != GTK_INVALID_LIST_POSITION && !exm_dataset_is_read_only (self->dataset))
    _exm_examples_page_show_given (self, single, label);
  if (go_on && single != GTK_INVALID_LIST_POSITION)
    exm_examples_page_go_on (self, single);
}

static void
exm_examples_page_picked_cb (ExmExamplesPage *self,
                             guint            label)
{
  exm_examples_page_give_label (self, (ExmLabelId)label, FALSE);
}

static void
exm_examples_page_named_cb (ExmExamplesPage *self,
                            const char      *name)
{
  g_autoptr(ExmTarget) target = exm_examples_page_dup_target (self);

  if (target == NULL)
    return;
  _exm_examples_page_run_on_selected (self, exm_command_new_set_label_named (target, name));
  _exm_examples_page_tell_row (self, exm_row_selection_get_single (exm_table_get_selection (self->table)), name);
}

static void
exm_examples_page_picker_closed_cb (ExmExamplesPage *self)
{
  guint position = exm_row_selection_get_first (exm_table_get_selection (self->table));

  if (self->pick_after_label && position != GTK_INVALID_LIST_POSITION)
    exm_table_focus_row (self->table, position);
}

static void
exm_examples_page_make_picker (ExmExamplesPage *self)
{
  self->picker = exm_label_picker_new ();
  gtk_widget_set_parent (self->picker, GTK_WIDGET (self));
  g_signal_connect_swapped (self->picker, "picked", G_CALLBACK (exm_examples_page_picked_cb), self);
  g_signal_connect_swapped (self->picker, "named", G_CALLBACK (exm_examples_page_named_cb), self);
  g_signal_connect_swapped (self->picker, "closed", G_CALLBACK (exm_examples_page_picker_closed_cb), self);
}

void
_exm_examples_page_open_picker (ExmExamplesPage *self,
                                guint            position,
                                GtkWidget       *beside)
{
  ExmRowSelection *selection = exm_table_get_selection (self->table);
  GtkWidget       *anchor = beside;
  GdkRectangle     area = { 0, 0, 1, 1 };
  graphene_rect_t  bounds;

  if (self->dataset == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  if (self->picker == NULL)
    exm_examples_page_make_picker (self);
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (selection), position))
    exm_table_select_row (self->table, position);

  if (anchor == NULL)
    {
      exm_table_scroll_to (self->table, position);
      anchor = GTK_WIDGET (self->table);
    }
  if (gtk_widget_compute_bounds (anchor, GTK_WIDGET (self), &bounds))
    area = (GdkRectangle){ bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height };
  if (beside == NULL)
    {
      GdkRectangle cell;

      if (exm_table_get_cell_area (self->table, position,
                                   exm_table_is_column_visible (self->table, EXM_TABLE_COLUMN_LABEL) ? EXM_TABLE_COLUMN_LABEL : EXM_TABLE_COLUMN_POST,
                                   &cell))
        area = (GdkRectangle){ area.x + cell.x, area.y + cell.y, cell.width, cell.height };
    }

  g_autoptr(ExmRow) row = g_list_model_get_item (G_LIST_MODEL (exm_table_get_model (self->table)), position);

  self->pick_after_label = beside == NULL;
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), self->dataset);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->picker), &area);
  exm_label_picker_open (EXM_LABEL_PICKER (self->picker), row != NULL ? exm_row_get_label (row) : 0);
}

gboolean
_exm_examples_page_label_key (ExmExamplesPage *self,
                              guint            keyval)
{
  gunichar  key = gdk_keyval_to_unicode (keyval);
  ExmLabel *label;

  if (key == 0 || key == ' ' || !g_unichar_isgraph (key) || exm_dataset_is_read_only (self->dataset))
    return GDK_EVENT_PROPAGATE;
  label = exm_label_picker_find_key (self->dataset, key);
  if (label == NULL || exm_row_selection_get_n_selected (exm_table_get_selection (self->table)) == 0)
    return GDK_EVENT_PROPAGATE;
  exm_examples_page_give_label (self, exm_label_get_id (label), TRUE);
  return GDK_EVENT_STOP;
}

static void
exm_examples_page_pick_label_action (GtkWidget  *widget,
                                     const char *action_name,
                                     GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  guint            position = exm_table_get_focus (self->table);

  if (position == GTK_INVALID_LIST_POSITION)
    position = exm_row_selection_get_first (exm_table_get_selection (self->table));
  if (position != GTK_INVALID_LIST_POSITION)
    _exm_examples_page_open_picker (self, position, NULL);
}

static void
exm_examples_page_no_label_action (GtkWidget  *widget,
                                   const char *action_name,
                                   GVariant   *parameter)
{
  exm_examples_page_give_label (EXM_EXAMPLES_PAGE (widget), 0, FALSE);
}

/* --- rows -------------------------------------------------------------------------------- */

typedef struct
{
  ExmExamplesPage *page; /* owned */
  gboolean         edit;
} Added;

static void
exm_examples_page_added_cb (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autofree Added *added = user_data;
  g_autoptr(ExmExamplesPage) self = added->page;
  const ExmReceipt *receipt = exm_feedback_run_finish (result);

  if (receipt == NULL || receipt->first_row == 0 || self->table == NULL || self->dataset != (ExmDataset *)source)
    return;
  exm_examples_page_show_row (self, receipt->first_row);
  if (added->edit)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->editor), TRUE);
      exm_row_editor_focus_post (self->editor);
    }
}

void
_exm_examples_page_run_adding (ExmExamplesPage *self,
                               ExmCommand      *command,
                               gboolean         edit)
{
  Added *added = g_new0 (Added, 1);

  added->page = g_object_ref (self);
  added->edit = edit;
  exm_feedback_run_full (GTK_WIDGET (self), self->dataset, command, EXM_RUN_QUIET, NULL, exm_examples_page_added_cb, added);
}

static void
exm_examples_page_add_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  ExmExample *example;

  if (self->dataset == NULL)
    return;
  example = exm_example_new ();
  g_free (example->input);
  example->input = g_strdup ("");
  g_ptr_array_add (examples, example);
  /* A new row has no label and no words: a filter would hide it. */
  exm_filter_bar_clear (self->filter_bar);
  _exm_examples_page_run_adding (self, exm_command_new_add (examples, 0), TRUE);
}

static void
exm_examples_page_duplicate_action (GtkWidget  *widget,
                                    const char *action_name,
                                    GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  g_autoptr(ExmTarget) target = exm_examples_page_dup_target (self);

  if (target != NULL)
    _exm_examples_page_run_adding (self, exm_command_new_duplicate (target), FALSE);
}

static void
exm_examples_page_delete_action (GtkWidget  *widget,
                                 const char *action_name,
                                 GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  g_autoptr(ExmTarget) target = exm_examples_page_dup_target (self);

  if (target != NULL)
    exm_examples_page_run (self, exm_command_new_delete (target), EXM_RUN_TOAST);
}

static void
exm_examples_page_move_action (GtkWidget  *widget,
                               const char *action_name,
                               GVariant   *parameter)
{
  ExmExamplesPage     *self = EXM_EXAMPLES_PAGE (widget);
  ExmRowSelection     *selection = exm_table_get_selection (self->table);
  ExmRowModel         *model = exm_table_get_model (self->table);
  gboolean             up = g_str_has_suffix (action_name, "up");
  gsize                n_ids = 0;
  g_autofree ExmRowId *ids = exm_row_selection_dup_ids (selection, &n_ids);
  guint                first = exm_row_selection_get_first (selection);
  guint                last = exm_row_selection_get_last (selection);
  ExmRowId             before;

  if (n_ids == 0 || (up ? first == 0 : last + 1 >= N_ROWS (self)))
    return;
  /* Before the row above, or before the one after the next; 0 = at the end. */
  before = exm_row_model_get_id (model, up ? first - 1 : last + 2);
  exm_row_selection_select_ids (selection, ids, n_ids);
  exm_table_reveal (self->table, ids[up ? 0 : n_ids - 1]);
  exm_examples_page_run (self, exm_command_new_move (ids, n_ids, before), EXM_RUN_QUIET);
}

static void
exm_examples_page_copy_action (GtkWidget  *widget,
                               const char *action_name,
                               GVariant   *parameter)
{
  _exm_examples_page_copy (EXM_EXAMPLES_PAGE (widget), g_str_has_suffix (action_name, "cut"));
}

static void
exm_examples_page_paste_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  _exm_examples_page_paste (EXM_EXAMPLES_PAGE (widget));
}

/* --- editing ------------------------------------------------------------------------------- */

void
_exm_examples_page_edit (ExmExamplesPage *self,
                         guint            position)
{
  ExmRowSelection *selection = exm_table_get_selection (self->table);

  if (self->dataset == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  if (exm_row_selection_get_single (selection) != position)
    exm_table_select_row (self->table, position);
  if (exm_table_edit_in_place (self->table, position))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->editor), TRUE);
  exm_row_editor_focus_post (self->editor);
}

static void
exm_examples_page_edit_action (GtkWidget  *widget,
                               const char *action_name,
                               GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  guint            position = exm_table_get_focus (self->table);

  if (position == GTK_INVALID_LIST_POSITION)
    position = exm_row_selection_get_first (exm_table_get_selection (self->table));
  if (position != GTK_INVALID_LIST_POSITION)
    _exm_examples_page_edit (self, position);
}

static void
exm_examples_page_close_editor_action (GtkWidget  *widget,
                                       const char *action_name,
                                       GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);

  exm_row_editor_flush (self->editor);
  gtk_widget_set_visible (GTK_WIDGET (self->editor), FALSE);
  exm_examples_page_focus_table (self);
}

static void
exm_examples_page_toggle_editor_action (GtkWidget  *widget,
                                        const char *action_name,
                                        GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->editor)))
    {
      exm_examples_page_close_editor_action (widget, action_name, parameter);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->editor), TRUE);
  if (exm_row_selection_get_single (exm_table_get_selection (self->table)) != GTK_INVALID_LIST_POSITION)
    exm_row_editor_focus_post (self->editor);
}

/* --- going to a row --------------------------------------------------------------------------- */

static void
exm_examples_page_go_to_cb (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr(GtkEditable) entry = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  ExmExamplesPage *self = g_object_get_data (G_OBJECT (entry), "page");
  gint64           number = g_ascii_strtoll (gtk_editable_get_text (entry), NULL, 10);
  guint            position;

  if (g_strcmp0 (answer, "go") != 0 || self == NULL || self->table == NULL || number < 1 || N_ROWS (self) == 0)
    return;
  position = MIN ((guint64)number, N_ROWS (self)) - 1;
  exm_table_select_row (self->table, position);
  exm_table_focus_row (self->table, position);
}

static void
exm_examples_page_go_to_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  static const ExmAnswer answers[] = {
    { "cancel", N_ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "go", N_ ("_Go"), ADW_RESPONSE_SUGGESTED },
    };
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  ExmAnswer        shown[G_N_ELEMENTS (answers)];
  GtkWidget       *entry = gtk_entry_new ();
  g_autofree char *body = g_strdup_printf (_ ("Row number, from 1 to %'u"), N_ROWS (self));

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    shown[i] = (ExmAnswer){ answers[i].id, _ (answers[i].text), answers[i].appearance };
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, body, -1);
  g_object_set_data_full (G_OBJECT (entry), "page", g_object_ref (self), g_object_unref);
  exm_compat_ask_async (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Go to Row"), body, entry,
                                                                      shown, G_N_ELEMENTS (shown), exm_examples_page_go_to_cb, g_object_ref_sink (entry));
  gtk_widget_grab_focus (entry);
}

static void
exm_examples_page_clear_filter_action (GtkWidget  *widget,
                                       const char *action_name,
                                       GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);

  exm_filter_bar_clear (self->filter_bar);
}

/* --- columns ------------------------------------------------------------------------------------- */

static void
exm_examples_page_column_state_cb (GSimpleAction   *action,
                                   GVariant        *state,
                                   ExmExamplesPage *self)
{
  ExmTableColumn column = exm_table_column_from_id (g_action_get_name (G_ACTION (action)));

  if (self->table == NULL || column == EXM_N_TABLE_COLUMNS)
    return;
  exm_table_set_column_visible (self->table, column, g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

static void
exm_examples_page_sort_cb (GSimpleAction   *action,
                           GVariant        *parameter,
                           ExmExamplesPage *self)
{
  const char    *id = g_variant_get_string (parameter, NULL);
  gboolean       descending = *id == '-';
  ExmTableColumn column = exm_table_column_from_id (descending ? id + 1 : id);

  if (self->table != NULL && column < EXM_N_TABLE_COLUMNS)
    exm_table_set_sort (self->table, column, descending);
}

static void
exm_examples_page_bars_cb (ExmExamplesPage *self)
{
  if (self->table != NULL)
    exm_table_set_bars_visible (self->table, g_settings_get_boolean (exm_settings_get_default (), "column-bars"));
}

void
_exm_examples_page_add_column_actions (ExmExamplesPage *self)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) sort = NULL;
  g_autoptr (GAction) bars = NULL;

  exm_table_bind_settings (self->table, exm_settings_get_default ());
  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    {
      gboolean visible = exm_table_is_column_visible (self->table, i);
      g_autoptr(GSimpleAction) action =
                   g_simple_action_new_stateful (exm_table_column_get_info (i)->id, NULL, g_variant_new_boolean (visible));

      if (i == EXM_TABLE_COLUMN_POST)
        continue;
      g_signal_connect_object (action, "change-state",
                               G_CALLBACK (exm_examples_page_column_state_cb), self, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  sort = g_simple_action_new ("sort", G_VARIANT_TYPE_STRING);
  g_signal_connect_object (sort, "activate", G_CALLBACK (exm_examples_page_sort_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (sort));
  bars = g_settings_create_action (exm_settings_get_default (), "column-bars");
  g_action_map_add_action (G_ACTION_MAP (group), bars);
  g_signal_connect_object (exm_settings_get_default (), "changed::column-bars",
                           G_CALLBACK (exm_examples_page_bars_cb), self, G_CONNECT_SWAPPED);
  exm_examples_page_bars_cb (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns", G_ACTION_GROUP (group));
  self->columns = G_ACTION_GROUP (g_steal_pointer (&group));
}

/* --- table of actions ------------------------------------------------------------------------------ */

gboolean
_exm_examples_page_is_ordered (ExmExamplesPage *self)
{
  const ExmQuery *query = self->dataset != NULL ? exm_row_model_get_query (exm_table_get_model (self->table)) : NULL;

  return self->dataset != NULL &&
         (query == NULL || (exm_query_is_all (query) && query->sort == EXM_SORT_ORDER && !query->descending));
}

void
_exm_examples_page_update_actions (ExmExamplesPage *self)
{
  static const char *const on_rows[] = {
    "examples.duplicate", "examples.delete", "examples.move-up", "examples.move-down", "examples.cut",
    "examples.pick-label", "examples.no-label", "examples.mark-none", "examples.mark-skipped",
    "examples.mark-flagged", "examples.edit"
  };
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean   open = self->dataset != NULL;
  gboolean   can_edit = open && !exm_dataset_is_read_only (self->dataset);
  gboolean   some = open && exm_row_selection_get_n_selected (exm_table_get_selection (self->table)) > 0;

  for (guint i = 0; i < G_N_ELEMENTS (on_rows); i++)
    gtk_widget_action_set_enabled (widget, on_rows[i], can_edit && some);
  gtk_widget_action_set_enabled (widget, "examples.copy", some);
  gtk_widget_action_set_enabled (widget, "examples.copy-label", some);
  gtk_widget_action_set_enabled (widget, "examples.paste-label", can_edit && some && (self->copied.label != 0 || self->copied.output != NULL));
  gtk_widget_action_set_enabled (widget, "examples.fill-down", can_edit && exm_row_selection_get_n_selected (exm_table_get_selection (self->table)) > 1);
  gtk_widget_action_set_enabled (widget, "examples.select-all", open && N_ROWS (self) > 0);
  _exm_examples_page_update_second (self);
  gtk_widget_action_set_enabled (widget, "examples.add", can_edit);
  gtk_widget_action_set_enabled (widget, "examples.paste", can_edit);
  gtk_widget_action_set_enabled (widget, "examples.go-to", open && N_ROWS (self) > 0);

  /* Moving makes sense only in the dataset's own order. */
  if (!_exm_examples_page_is_ordered (self))
    {
      gtk_widget_action_set_enabled (widget, "examples.move-up", FALSE);
      gtk_widget_action_set_enabled (widget, "examples.move-down", FALSE);
    }
}

void
_exm_examples_page_install_actions (GtkWidgetClass *widget_class)
{
  _exm_examples_page_install_second (widget_class);
  gtk_widget_class_install_action (widget_class, "examples.add", NULL, exm_examples_page_add_action);
  gtk_widget_class_install_action (widget_class, "examples.duplicate", NULL, exm_examples_page_duplicate_action);
  gtk_widget_class_install_action (widget_class, "examples.delete", NULL, exm_examples_page_delete_action);
  gtk_widget_class_install_action (widget_class, "examples.move-up", NULL, exm_examples_page_move_action);
  gtk_widget_class_install_action (widget_class, "examples.move-down", NULL, exm_examples_page_move_action);
  gtk_widget_class_install_action (widget_class, "examples.copy", NULL, exm_examples_page_copy_action);
  gtk_widget_class_install_action (widget_class, "examples.cut", NULL, exm_examples_page_copy_action);
  gtk_widget_class_install_action (widget_class, "examples.paste", NULL, exm_examples_page_paste_action);
  gtk_widget_class_install_action (widget_class, "examples.pick-label", NULL, exm_examples_page_pick_label_action);
  gtk_widget_class_install_action (widget_class, "examples.no-label", NULL, exm_examples_page_no_label_action);
  gtk_widget_class_install_action (widget_class, "examples.mark-none", NULL, _exm_examples_page_mark_action);
  gtk_widget_class_install_action (widget_class, "examples.mark-skipped", NULL, _exm_examples_page_mark_action);
  gtk_widget_class_install_action (widget_class, "examples.mark-flagged", NULL, _exm_examples_page_mark_action);
  gtk_widget_class_install_action (widget_class, "examples.edit", NULL, exm_examples_page_edit_action);
  gtk_widget_class_install_action (widget_class, "examples.toggle-editor", NULL, exm_examples_page_toggle_editor_action);
  gtk_widget_class_install_action (widget_class, "examples.close-editor", NULL, exm_examples_page_close_editor_action);
  gtk_widget_class_install_action (widget_class, "examples.go-to", NULL, exm_examples_page_go_to_action);
  gtk_widget_class_install_action (widget_class, "examples.clear-filter", NULL, exm_examples_page_clear_filter_action);
  gtk_widget_class_install_action (widget_class, "examples.select-all", NULL, _exm_examples_page_select_all_action);
  gtk_widget_class_install_action (widget_class, "examples.fill-down", NULL, _exm_examples_page_fill_down_action);
  gtk_widget_class_install_action (widget_class, "examples.copy-label", NULL, _exm_examples_page_copy_label_action);
  gtk_widget_class_install_action (widget_class, "examples.paste-label", NULL, _exm_examples_page_paste_label_action);

  /* On the page, after the text that has the focus has had its turn. */
  /* Menus show the last key that was bound. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0, "examples.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "examples.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "examples.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "examples.fill-down", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "examples.duplicate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "examples.copy-label", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "examples.paste-label", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "examples.toggle-editor", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_g, GDK_CONTROL_MASK, "examples.go-to", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "examples.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_x, GDK_CONTROL_MASK, "examples.cut", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "examples.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "examples.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "examples.move-down", NULL);
}
