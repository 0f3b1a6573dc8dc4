/* exm-filter-bar-saved.c - searches of this dataset that have a name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-filter-bar-private.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-saved-search.h"

/* The list is read when the popover opens and after each change of it: a few records. */

struct _ExmFilterSaved
{
  ExmFilterBar   *bar; /* has this */
  GtkWidget      *entry;
  GtkWidget      *save_button;
  GtkWidget      *list;
  GtkWidget      *empty_label;
  GCancellable   *reading;
  ExmSavedSearch *renamed; /* whose name is in the entry, or NULL: a new one */
  ExmSavedSearch *dropped; /* what the toast can bring back */
};

static void exm_filter_saved_read (ExmFilterSaved *self);

/* --- changes ------------------------------------------------------------------------------ */

static void
changed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmFilterBar) bar = user_data;
  g_autoptr(GError) error = NULL;

  if (!exm_saved_search_change_finish (result, &error))
    exm_feedback_error (GTK_WIDGET (bar), _ ("The Search Was Not Saved"), error);
  if (bar->saved != NULL && bar->dataset == (ExmDataset *)source)
    exm_filter_saved_read (bar->saved);
}

static void
put (ExmFilterSaved       *self,
     const ExmSavedSearch *search)
{
  exm_saved_search_put_async (self->bar->dataset, search, changed_cb, g_object_ref (self->bar));
}

static void
update_entry (ExmFilterSaved *self)
{
  g_autoptr(ExmQuery) query = exm_filter_bar_dup_query (self->bar);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  g_clear_pointer (&query->only, exm_row_ids_unref);
  gtk_button_set_label (GTK_BUTTON (self->save_button), self->renamed != NULL ? _ ("_Rename") : _ ("_Save"));
  gtk_widget_set_sensitive (self->entry, self->renamed != NULL || !exm_query_is_all (query));
  gtk_widget_set_sensitive (self->save_button, *name != '\0' && gtk_widget_get_sensitive (self->entry));
}

static void
save_cb (ExmFilterSaved *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr(ExmQuery) query = exm_filter_bar_dup_query (self->bar);
  g_autoptr(ExmSavedSearch) search = NULL;

  if (*name == '\0' || !gtk_widget_get_sensitive (self->save_button) || exm_dataset_is_read_only (self->bar->dataset))
    return;
  if (self->renamed != NULL)
    search = exm_saved_search_new (self->renamed->id, name, self->renamed->query);
  else
    search = exm_saved_search_new (0, name, query);
  put (self, search);
  g_clear_pointer (&self->renamed, exm_saved_search_free);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update_entry (self);
}

static ExmSavedSearch *
get_search (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (gtk_widget_get_parent (button)), "search");
}

static void
apply_cb (GtkWidget      *button,
          ExmFilterSaved *self)
{
  g_autoptr(ExmSavedSearch) search = exm_saved_search_copy (get_search (button));

  gtk_menu_button_popdown (self->bar->saved_button);
  exm_filter_bar_show_query (self->bar, search->query, NULL);
}

static void
rename_cb (GtkWidget      *button,
           ExmFilterSaved *self)
{
  g_clear_pointer (&self->renamed, exm_saved_search_free);
  self->renamed = exm_saved_search_copy (get_search (button));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->renamed->name);
  update_entry (self);
  gtk_widget_grab_focus (self->entry);
}

static void
restore_cb (GSimpleAction *action,
            GVariant      *parameter,
            ExmFilterBar  *bar)
{
  if (bar->saved == NULL || bar->saved->dropped == NULL || bar->dataset == NULL)
    return;
  put (bar->saved, bar->saved->dropped);
  g_clear_pointer (&bar->saved->dropped, exm_saved_search_free);
}

/* On the window: the toast is not inside of the page. */
static void
add_restore_action (ExmFilterBar *bar)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (bar));
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GSimpleAction) action = g_simple_action_new ("restore", NULL);

  g_signal_connect_object (action, "activate", G_CALLBACK (restore_cb), bar, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  if (root != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (root), "saved-search", G_ACTION_GROUP (group));
}

static void
drop_cb (GtkWidget      *button,
         ExmFilterSaved *self)
{
  g_autofree char *text = NULL;

  g_clear_pointer (&self->dropped, exm_saved_search_free);
  self->dropped = exm_saved_search_copy (get_search (button));
  text = g_strdup_printf (_ ("Deleted search “%s”"), self->dropped->name);
  exm_saved_search_drop_async (self->bar->dataset, self->dropped->id, changed_cb, g_object_ref (self->bar));
  self->dropped->id = 0;
  add_restore_action (self->bar);
  exm_feedback_toast_action (GTK_WIDGET (self->bar), text, _ ("Undo"), "saved-search.restore");
}

/* --- the list -------------------------------------------------------------------------------- */

static GtkWidget *
add_button (ExmFilterSaved *self,
            GtkWidget      *row,
            const char     *icon,
            const char     *name,
            GCallback       callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (button, !exm_dataset_is_read_only (self->bar->dataset));
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (row), button);
  return button;
}

static void
add_row (ExmFilterSaved       *self,
         const ExmSavedSearch *search)
{
  GtkWidget       *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget       *apply = gtk_button_new ();
  GtkWidget       *label = gtk_label_new (search->name);
  g_autofree char *rename = g_strdup_printf (_ ("Rename “%s”"), search->name);
  g_autofree char *drop = g_strdup_printf (_ ("Delete “%s”"), search->name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (apply), label);
  gtk_widget_set_hexpand (apply, TRUE);
  gtk_widget_add_css_class (apply, "flat");
  gtk_widget_set_tooltip_text (apply, search->query->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (apply), GTK_ACCESSIBLE_PROPERTY_LABEL, search->name, -1);
  g_object_set_data_full (G_OBJECT (row), "search", exm_saved_search_copy (search), (GDestroyNotify)exm_saved_search_free);
  g_signal_connect (apply, "clicked", G_CALLBACK (apply_cb), self);
  gtk_box_append (GTK_BOX (row), apply);
  add_button (self, row, "document-edit-symbolic", rename, G_CALLBACK (rename_cb));
  add_button (self, row, "user-trash-symbolic", drop, G_CALLBACK (drop_cb));
  gtk_box_append (GTK_BOX (self->list), row);
}

static gboolean
list_has_focus (ExmFilterSaved *self)
{
  GtkRoot   *root = gtk_widget_get_root (self->list);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, self->list);
}

/* Rows are made anew: the keyboard goes to the first of them, or else to the button
 * that the popover hangs on, for a popover with nothing in focus cannot be left. */
static void
restore_focus (ExmFilterSaved *self)
{
  if (!gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD) && !gtk_widget_grab_focus (self->entry))
    gtk_widget_grab_focus (GTK_WIDGET (self->bar->saved_button));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmFilterSaved *self = user_data; /* perhaps gone: ask the result first */
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) searches = exm_saved_search_list_finish (result, &error);
  gboolean   had_focus;
  GtkWidget *row;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  had_focus = list_has_focus (self);
  g_clear_object (&self->reading);
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), row);
  for (guint i = 0; searches != NULL && i < searches->len; i++)
    add_row (self, g_ptr_array_index (searches, i));
  gtk_label_set_label (GTK_LABEL (self->empty_label),
                       searches != NULL ? _ ("Searches that you save are listed here.") : error->message);
  gtk_widget_set_visible (self->empty_label, searches == NULL || searches->len == 0);
  if (had_focus)
    restore_focus (self);
}

static void
exm_filter_saved_stop (ExmFilterSaved *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
exm_filter_saved_read (ExmFilterSaved *self)
{
  exm_filter_saved_stop (self);
  if (self->bar->dataset == NULL)
    return;
  self->reading = g_cancellable_new ();
  exm_saved_search_list_async (self->bar->dataset, self->reading, read_cb, self);
}

static void
show_cb (ExmFilterSaved *self)
{
  g_clear_pointer (&self->renamed, exm_saved_search_free);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update_entry (self);
  exm_filter_saved_read (self);
}

/* --- building ----------------------------------------------------------------------------------- */

void
_exm_filter_bar_add_saved (ExmFilterBar *bar)
{
  ExmFilterSaved *self = g_new0 (ExmFilterSaved, 1);
  GtkWidget      *popover = gtk_popover_new ();
  GtkWidget      *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget      *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget      *scroller = gtk_scrolled_window_new ();

  self->bar = bar;
  self->entry = gtk_entry_new ();
  self->save_button = gtk_button_new_with_mnemonic (_ ("_Save"));
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->empty_label = gtk_label_new (NULL);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Name of this search"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name of this search"), -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->empty_label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->empty_label), 30);
  gtk_widget_add_css_class (self->empty_label, "dim-label");
  gtk_button_set_use_underline (GTK_BUTTON (self->save_button), TRUE);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (save_cb), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (update_entry), self);
  g_signal_connect_swapped (self->save_button, "clicked", G_CALLBACK (save_cb), self);
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), self->save_button);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), self->empty_label);
  gtk_widget_set_size_request (box, 260, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (show_cb), self);
  gtk_menu_button_set_popover (bar->saved_button, popover);
  bar->saved = self;
}

void
_exm_filter_bar_free_saved (ExmFilterBar *bar)
{
  ExmFilterSaved *self = bar->saved;

  if (self == NULL)
    return;
  bar->saved = NULL;
  exm_filter_saved_stop (self);
  gtk_menu_button_set_popover (bar->saved_button, NULL);
  g_clear_pointer (&self->renamed, exm_saved_search_free);
  g_clear_pointer (&self->dropped, exm_saved_search_free);
  g_free (self);
}
