/* exm-create-dialog.c - a new project, or a new bucket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-create-dialog.h"

#include <glib/gi18n-lib.h>

#include "exm-projects.h"
#include "exm-storage-browse.h"
#include "exm-told.h"

struct _ExmCreateDialog
{
  AdwWindow parent_instance;

  GtkLabel    *lead;
  AdwEntryRow *title_row; /* display name of a project */
  AdwEntryRow *name_row;  /* id of a project, name of a bucket */
  AdwComboRow *place_row;
  GtkLabel    *note;
  GtkLabel    *reason;
  GtkButton   *create_button;

  gboolean is_bucket;
};

G_DEFINE_FINAL_TYPE (ExmCreateDialog, exm_create_dialog, ADW_TYPE_WINDOW)

static guint create_signal;

static const char *
entry_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
mark (AdwEntryRow *row,
      const char  *fault)
{
  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  exm_told_fault (GTK_WIDGET (row), fault);
}

static void
exm_create_dialog_changed_cb (ExmCreateDialog *self)
{
  const char *title_wrong = self->is_bucket ? NULL : exm_project_check_name (entry_text (self->title_row));
  const char *name_wrong = self->is_bucket ? exm_storage_check_bucket_name (entry_text (self->name_row))
                                           : exm_project_check_id (entry_text (self->name_row));
  const char *reason = title_wrong != NULL ? title_wrong : name_wrong;

  mark (self->title_row, title_wrong);
  mark (self->name_row, name_wrong);
  gtk_label_set_label (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->create_button), reason == NULL);
}

static void
exm_create_dialog_create_cb (ExmCreateDialog *self)
{
  GObject    *place = adw_combo_row_get_selected_item (self->place_row);
  const char *extra;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->create_button)))
    return;
  if (self->is_bucket)
    extra = place != NULL ? g_object_get_data (place, "place") : NULL;
  else
    extra = entry_text (self->title_row);
  g_signal_emit (self, create_signal, 0, entry_text (self->name_row), extra);
  gtk_window_close (GTK_WINDOW (self));
}

static void
exm_create_dialog_cancel_cb (ExmCreateDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* --- places -------------------------------------------------------------------------------------- */

static void
add_place (GListStore *store,
           const char *place,
           const char *text)
{
  g_autoptr(GtkStringObject) item = gtk_string_object_new (text);

  g_object_set_data_full (G_OBJECT (item), "place", g_strdup (place), g_free);
  g_list_store_append (store, item);
}

static GPtrArray *
list_regions (ExmCatalogue *catalogue)
{
  GPtrArray *models = exm_catalogue_get_models (catalogue);
  GPtrArray *regions = g_ptr_array_new ();

  for (guint i = 0; i < models->len; i++)
    {
      const ExmBaseModel *model = g_ptr_array_index (models, i);

      if (exm_base_model_is_retired (model, NULL))
        continue;
      for (guint j = 0; model->regions[j] != NULL; j++)
        if (!g_ptr_array_find_with_equal_func (regions, model->regions[j], g_str_equal, NULL))
          g_ptr_array_add (regions, model->regions[j]);
    }
  return regions;
}

static void
fill_places (ExmCreateDialog *self,
             ExmCatalogue    *catalogue,
             const char      *proposed)
{
  g_autoptr(GListStore) store = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  g_autoptr(GPtrArray) regions = list_regions (catalogue);
  guint n;

  add_place (store, "US", _ ("United States (several regions)"));
  add_place (store, "EU", _ ("European Union (several regions)"));
  for (guint i = 0; i < regions->len; i++)
    add_place (store, g_ptr_array_index (regions, i), g_ptr_array_index (regions, i));
  adw_combo_row_set_model (self->place_row, G_LIST_MODEL (store));
  n = g_list_model_get_n_items (G_LIST_MODEL (store));
  for (guint i = 0; proposed != NULL && i < n; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (g_ascii_strcasecmp (g_object_get_data (item, "place"), proposed) == 0)
        adw_combo_row_set_selected (self->place_row, i);
    }
}

/* --- object -------------------------------------------------------------------------------------- */

static void
exm_create_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EXM_TYPE_CREATE_DIALOG);

  G_OBJECT_CLASS (exm_create_dialog_parent_class)->dispose (object);
}

static void
exm_create_dialog_class_init (ExmCreateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_create_dialog_dispose;
  create_signal = g_signal_new ("create", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-create-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmCreateDialog, lead);
  gtk_widget_class_bind_template_child (widget_class, ExmCreateDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, ExmCreateDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ExmCreateDialog, place_row);
  gtk_widget_class_bind_template_child (widget_class, ExmCreateDialog, note);
  gtk_widget_class_bind_template_child (widget_class, ExmCreateDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, ExmCreateDialog, create_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_create_dialog_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_create_dialog_create_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_create_dialog_cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_create_dialog_init (ExmCreateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_create_dialog_new_project (GtkWindow  *parent,
                               const char *id,
                               const char *name)
{
  ExmCreateDialog *self = g_object_new (EXM_TYPE_CREATE_DIALOG, "transient-for", parent, "title", _ ("New Project"), NULL);

  gtk_label_set_label (self->lead, _ ("A project holds what you use at Google Cloud, and its costs. Making one costs nothing."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->title_row), _ ("Name"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _ ("Project ID"));
  gtk_widget_set_visible (GTK_WIDGET (self->place_row), FALSE);
  gtk_label_set_label (self->note, _ ("The ID is unique all over the world and can never be changed. The name can."));
  gtk_editable_set_text (GTK_EDITABLE (self->title_row), name != NULL ? name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), id != NULL ? id : "");
  exm_create_dialog_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->title_row));
  return GTK_WIDGET (self);
}

GtkWidget *
exm_create_dialog_new_bucket (GtkWindow    *parent,
                              const char   *name,
                              const char   *place,
                              ExmCatalogue *catalogue)
{
  ExmCreateDialog *self = g_object_new (EXM_TYPE_CREATE_DIALOG, "transient-for", parent, "title", _ ("New Bucket"), NULL);

  self->is_bucket = TRUE;
  gtk_label_set_label (self->lead, _ ("A bucket is a folder in Cloud Storage. Exemplar puts the examples there for tuning; some megabytes cost less than a cent a month."));
  gtk_widget_set_visible (GTK_WIDGET (self->title_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _ ("Bucket Name"));
  fill_places (self, catalogue, place);
  gtk_label_set_label (self->note, _ ("The name is unique all over the world and everybody can see it: put nothing private into it. "
                                      "Name and place can never be changed. Only people of the project can read what is in it: public access is off."));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name != NULL ? name : "");
  exm_create_dialog_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return GTK_WIDGET (self);
}
