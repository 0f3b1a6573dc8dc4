/* exm-label-picker.c - choosing one label among hundreds, or making a new one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-picker.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-label-row.h"

/*   labels of the dataset ─► filter (name has the text) ─► sort (how well) ─► single selection
 *
 * A label fits a text, best first: it is the name, the key, the beginning of the
 * name, the beginning of a word in it, somewhere in it. A digit typed into the
 * empty entry picks at once; a letter cannot, since most names begin with one:
 * it puts the label with that key first, so letter and Enter pick it. */

typedef enum
{
  FIT_NAME,
  FIT_KEY,
  FIT_BEGINNING,
  FIT_WORD,
  FIT_INSIDE,
  FIT_NOT,
} Fit;

struct _ExmLabelPicker
{
  GtkPopover parent_instance;

  ExmDataset         *dataset;
  char               *needle; /* case-folded text of the entry */
  GtkFilterListModel *filtered;
  GtkSortListModel   *sorted;
  GtkSingleSelection *chosen;
  guint               empty_id;
  guint               can_create : 1;

  GtkSearchEntry *entry;
  GtkWidget      *scroller;
  GtkListView    *list;
  GtkWidget      *create_button;
  GtkLabel       *create_label;
  GtkWidget      *none_button;
};

enum
{
  SIGNAL_PICKED,
  SIGNAL_NAMED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmLabelPicker, exm_label_picker, GTK_TYPE_POPOVER)

static guint signals[N_SIGNALS];

/* --- what fits ----------------------------------------------------------------------- */

static Fit
exm_label_picker_fit (ExmLabelPicker *self,
                      ExmLabel       *label)
{
  g_autofree char *name = NULL;
  const char      *found;
  char             key[7] = "";

  if (self->needle == NULL || *self->needle == '\0')
    return FIT_NAME;
  name = g_utf8_casefold (exm_label_get_name (label), -1);
  if (strcmp (name, self->needle) == 0)
    return FIT_NAME;
  if (exm_label_get_key (label) != 0)
    key[g_unichar_to_utf8 (exm_label_get_key (label), key)] = '\0';
  if (*key != '\0' && strcmp (key, gtk_editable_get_text (GTK_EDITABLE (self->entry))) == 0)
    return FIT_KEY;
  found = strstr (name, self->needle);
  if (found == NULL)
    return FIT_NOT;
  if (found == name)
    return FIT_BEGINNING;
  return g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (found))) ? FIT_INSIDE : FIT_WORD;
}

static gboolean
exm_label_picker_filter_cb (gpointer item,
                            gpointer user_data)
{
  return exm_label_picker_fit (user_data, EXM_LABEL (item)) != FIT_NOT;
}

static int
exm_label_picker_sort_cb (gconstpointer a,
                          gconstpointer b,
                          gpointer      user_data)
{
  Fit fit_a = exm_label_picker_fit (user_data, EXM_LABEL ((gpointer)a));
  Fit fit_b = exm_label_picker_fit (user_data, EXM_LABEL ((gpointer)b));

  return (fit_a > fit_b) - (fit_a < fit_b);
}

ExmLabel *
exm_label_picker_find_key (ExmDataset *dataset,
                           gunichar    key)
{
  return exm_label_find_key (exm_dataset_get_labels (dataset), key);
}

/* --- answering ------------------------------------------------------------------------- */

static void
exm_label_picker_pick (ExmLabelPicker *self,
                       ExmLabelId      id)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, (guint)id);
}

static void
exm_label_picker_none_cb (ExmLabelPicker *self)
{
  exm_label_picker_pick (self, 0);
}

static char *
exm_label_picker_dup_name (ExmLabelPicker *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static void
exm_label_picker_create_cb (ExmLabelPicker *self)
{
  g_autofree char *name = exm_label_picker_dup_name (self);

  if (*name == '\0' || !self->can_create)
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_NAMED], 0, name);
}

static void
exm_label_picker_activate_cb (ExmLabelPicker *self)
{
  ExmLabel *label = gtk_single_selection_get_selected_item (self->chosen);

  if (label != NULL)
    exm_label_picker_pick (self, exm_label_get_id (label));
  else
    exm_label_picker_create_cb (self);
}

static void
exm_label_picker_row_activated_cb (ExmLabelPicker *self,
                                   guint           position)
{
  g_autoptr(ExmLabel) label = g_list_model_get_item (G_LIST_MODEL (self->chosen), position);

  if (label != NULL)
    exm_label_picker_pick (self, exm_label_get_id (label));
}

/* --- typing ---------------------------------------------------------------------------- */

static void
exm_label_picker_update (ExmLabelPicker *self)
{
  g_autofree char *name = exm_label_picker_dup_name (self);
  gboolean         is_new;
  guint            n_items;

  g_free (self->needle);
  self->needle = g_utf8_casefold (name, -1);
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (gtk_sort_list_model_get_sorter (self->sorted), GTK_SORTER_CHANGE_DIFFERENT);

  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->chosen));
  gtk_widget_set_visible (self->scroller, n_items > 0);
  gtk_single_selection_set_selected (self->chosen, n_items > 0 ? 0 : GTK_INVALID_LIST_POSITION);
  if (n_items > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);

  is_new = self->can_create && *name != '\0' && self->dataset != NULL &&
           exm_dataset_find_label (self->dataset, name) == NULL;
  gtk_widget_set_visible (self->create_button, is_new);
  gtk_widget_set_visible (self->none_button, *name == '\0');
  if (is_new)
    {
      /* Translators: makes a label of what was typed */
      g_autofree char *text = g_strdup_printf (_ ("New Label “%s”"), name);

      gtk_label_set_label (self->create_label, text);
    }
}

static void
exm_label_picker_changed_cb (ExmLabelPicker *self)
{
  /* GtkSearchEntry waits before `search-changed`; Enter must not meet an old list. */
  if (self->chosen != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    exm_label_picker_update (self);
}

static void
exm_label_picker_search_changed_cb (ExmLabelPicker *self)
{
  /* Only so that the delayed signal has a taker; `changed` did the work. */
}

static void
exm_label_picker_step (ExmLabelPicker *self,
                       int             step)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->chosen));
  int   position = (int)gtk_single_selection_get_selected (self->chosen);

  if (n_items == 0)
    return;
  position = CLAMP (position + step, 0, (int)n_items - 1);
  gtk_single_selection_set_selected (self->chosen, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", (guint)position);
}

static gboolean
exm_label_picker_key_cb (GtkEventControllerKey *controller,
                         guint                  keyval,
                         guint                  keycode,
                         GdkModifierType        state,
                         ExmLabelPicker        *self)
{
  gunichar  key = gdk_keyval_to_unicode (keyval);
  ExmLabel *label;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    {
      /* With Control, Enter makes the new label although others fit the text. */
      if (keyval == GDK_KEY_Return && (state & GDK_CONTROL_MASK))
        {
          exm_label_picker_create_cb (self);
          return GDK_EVENT_STOP;
        }
      return GDK_EVENT_PROPAGATE;
    }

  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      exm_label_picker_step (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      exm_label_picker_step (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      exm_label_picker_step (self, 8);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      exm_label_picker_step (self, -8);
      return GDK_EVENT_STOP;
    default:
      break;
    }

  if (!g_unichar_isdigit (key) || *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    return GDK_EVENT_PROPAGATE;
  label = exm_label_picker_find_key (self->dataset, key);
  if (label == NULL)
    return GDK_EVENT_PROPAGATE;
  exm_label_picker_pick (self, exm_label_get_id (label));
  return GDK_EVENT_STOP;
}

/* --- rows ------------------------------------------------------------------------------ */

static void
exm_label_picker_setup_cb (GtkSignalListItemFactory *factory,
                           GtkListItem              *item)
{
  gtk_list_item_set_child (item, exm_label_row_new ());
}

static void
exm_label_picker_bind_cb (GtkSignalListItemFactory *factory,
                          GtkListItem              *item)
{
  exm_label_row_set_label (EXM_LABEL_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
exm_label_picker_unbind_cb (GtkSignalListItemFactory *factory,
                            GtkListItem              *item)
{
  exm_label_row_set_label (EXM_LABEL_ROW (gtk_list_item_get_child (item)), NULL);
}

/* --- only while it is open --------------------------------------------------------------- */

/* Seven widgets a label, in each picker of the window: every change of the focus walks
 * over all of the window's, and every decision tells them its count. */

static void
exm_label_picker_show (GtkWidget *widget)
{
  ExmLabelPicker *self = EXM_LABEL_PICKER (widget);

  g_clear_handle_id (&self->empty_id, g_source_remove);
  if (gtk_list_view_get_model (self->list) == NULL)
    gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->chosen));
  GTK_WIDGET_CLASS (exm_label_picker_parent_class)->show (widget);
}

static gboolean
exm_label_picker_empty_cb (gpointer data)
{
  ExmLabelPicker *self = data;

  self->empty_id = 0;
  gtk_list_view_set_model (self->list, NULL);
  return G_SOURCE_REMOVE;
}

static void
exm_label_picker_unmap (GtkWidget *widget)
{
  ExmLabelPicker *self = EXM_LABEL_PICKER (widget);

  GTK_WIDGET_CLASS (exm_label_picker_parent_class)->unmap (widget);
  /* Not yet: a row that was clicked is still at it. */
  if (self->empty_id == 0)
    self->empty_id = g_idle_add (exm_label_picker_empty_cb, self);
}

/* --- object ---------------------------------------------------------------------------- */

static void
exm_label_picker_dispose (GObject *object)
{
  ExmLabelPicker *self = EXM_LABEL_PICKER (object);

  g_clear_handle_id (&self->empty_id, g_source_remove);
  exm_label_picker_set_dataset (self, NULL);
  g_clear_object (&self->chosen);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LABEL_PICKER);

  G_OBJECT_CLASS (exm_label_picker_parent_class)->dispose (object);
}

static void
exm_label_picker_finalize (GObject *object)
{
  g_clear_pointer (&EXM_LABEL_PICKER (object)->needle, g_free);

  G_OBJECT_CLASS (exm_label_picker_parent_class)->finalize (object);
}

static void
exm_label_picker_class_init (ExmLabelPickerClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_label_picker_dispose;
  object_class->finalize = exm_label_picker_finalize;
  widget_class->show = exm_label_picker_show;
  widget_class->unmap = exm_label_picker_unmap;

  signals[SIGNAL_PICKED] =
    g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_NAMED] =
    g_signal_new ("named", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-label-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLabelPicker, entry);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelPicker, scroller);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelPicker, list);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelPicker, create_button);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelPicker, create_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelPicker, none_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_picker_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_picker_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_picker_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_picker_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_picker_create_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_label_picker_none_cb);
}

static void
exm_label_picker_build_list (ExmLabelPicker *self)
{
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (exm_label_picker_filter_cb, self, NULL));
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (exm_label_picker_sort_cb, self, NULL));
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->filtered = gtk_filter_list_model_new (NULL, filter);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (self->filtered), sorter);
  self->chosen = gtk_single_selection_new (G_LIST_MODEL (self->sorted));
  g_signal_connect (factory, "setup", G_CALLBACK (exm_label_picker_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (exm_label_picker_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (exm_label_picker_unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
}

static void
exm_label_picker_init (ExmLabelPicker *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->can_create = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  exm_label_picker_build_list (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (exm_label_picker_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
}

GtkWidget *
exm_label_picker_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_PICKER, NULL);
}

void
exm_label_picker_set_dataset (ExmLabelPicker *self,
                              ExmDataset     *dataset)
{
  g_return_if_fail (EXM_IS_LABEL_PICKER (self));

  if (!g_set_object (&self->dataset, dataset) || self->chosen == NULL)
    return;
  gtk_filter_list_model_set_model (self->filtered, dataset != NULL ? exm_dataset_get_labels (dataset) : NULL);
}

void
exm_label_picker_set_can_create (ExmLabelPicker *self,
                                 gboolean        can_create)
{
  g_return_if_fail (EXM_IS_LABEL_PICKER (self));

  self->can_create = can_create;
  g_object_set (self->entry, "placeholder-text", can_create ? _ ("Label or new name") : _ ("Label"), NULL);
}

void
exm_label_picker_open (ExmLabelPicker *self,
                       ExmLabelId      current)
{
  guint n_items;

  g_return_if_fail (EXM_IS_LABEL_PICKER (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  exm_label_picker_update (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));

  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->chosen));
  for (guint i = 0; current != 0 && i < n_items; i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (G_LIST_MODEL (self->chosen), i);

      if (exm_label_get_id (label) == current)
        {
          gtk_single_selection_set_selected (self->chosen, i);
          gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
          break;
        }
    }
}
