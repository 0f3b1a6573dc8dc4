/* exm-storage-browser.c - the files of a project in Cloud Storage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-storage-browser-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (ExmStorageBrowser, exm_storage_browser, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_USE,
  SIGNAL_IMPORT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void go_to (ExmStorageBrowser *self,
                   const char        *bucket,
                   const char        *prefix);

/* --- the chosen file ------------------------------------------------------------------------- */

void
_exm_storage_browser_update_foot (ExmStorageBrowser *self)
{
  const char *reason = self->chosen != NULL ? exm_storage_check_training_file (self->chosen, self->max_bytes) : NULL;
  gboolean    fetching = self->fetching != NULL;

  gtk_widget_set_visible (self->foot, self->chosen != NULL);
  gtk_widget_set_visible (self->progress_box, fetching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !fetching);
  gtk_widget_set_sensitive (GTK_WIDGET (self->up_button), !fetching);
  if (self->chosen == NULL)
    return;
  gtk_label_set_label (self->file_label, self->chosen->name);
  gtk_label_set_label (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);
  gtk_widget_set_sensitive (self->use_button, reason == NULL && !fetching);
  gtk_widget_set_sensitive (self->import_button, !fetching);
}

static void
choose (ExmStorageBrowser     *self,
        const ExmStoredObject *object)
{
  g_clear_pointer (&self->chosen, exm_stored_object_free);
  self->chosen = object != NULL ? exm_stored_object_copy (object) : NULL;
  _exm_storage_browser_update_foot (self);
}

static void
exm_storage_browser_use_cb (ExmStorageBrowser *self)
{
  g_autofree char *uri = exm_stored_object_dup_uri (self->chosen);

  g_signal_emit (self, signals[SIGNAL_USE], 0, uri);
  gtk_window_close (GTK_WINDOW (self));
}

static void
exm_storage_browser_import_cb (ExmStorageBrowser *self)
{
  _exm_storage_browser_fetch (self);
}

static void
exm_storage_browser_cancel_cb (ExmStorageBrowser *self)
{
  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
}

/* --- rows -------------------------------------------------------------------------------------- */

static GtkWidget *
add_row (ExmStorageBrowser *self,
         const char        *icon,
         const char        *title,
         const char        *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_list_box_append (self->list, row);
  return row;
}

static void
add_object (ExmStorageBrowser     *self,
            const ExmStoredObject *object)
{
  g_autofree char *name = exm_storage_dup_base_name (object->name);
  g_autofree char *size = g_format_size ((guint64)MAX (object->size, 0));
  g_autoptr(GDateTime) time = object->updated > 0 ? g_date_time_new_from_unix_local (object->updated) : NULL;
  /* Translators: date and time of day, as strftime has them */
  g_autofree char *when = time != NULL ? g_date_time_format (time, _ ("%x %H:%M")) : NULL;
  g_autofree char *subtitle = when != NULL ? g_strdup_printf ("%s · %s", size, when) : g_strdup (size);
  GtkWidget       *row = add_row (self, "text-x-generic-symbolic", name, subtitle);

  g_object_set_data_full (G_OBJECT (row), "object", exm_stored_object_copy (object), (GDestroyNotify)exm_stored_object_free);
}

static void
add_folder (ExmStorageBrowser *self,
            const char        *icon,
            const char        *title,
            const char        *subtitle,
            const char        *bucket,
            const char        *prefix)
{
  GtkWidget *row = add_row (self, icon, title, subtitle);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  g_object_set_data_full (G_OBJECT (row), "bucket", g_strdup (bucket), g_free);
  g_object_set_data_full (G_OBJECT (row), "prefix", g_strdup (prefix), g_free);
}

static void
show_list (ExmStorageBrowser *self,
           const char        *empty)
{
  gboolean any = gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL;

  adw_status_page_set_title (self->empty_page, empty);
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  if (any)
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
exm_storage_browser_activated_cb (ExmStorageBrowser *self,
                                  GtkListBoxRow     *row)
{
  ExmStoredObject *object = g_object_get_data (G_OBJECT (row), "object");

  if (object != NULL)
    choose (self, object);
  else
    go_to (self, g_object_get_data (G_OBJECT (row), "bucket"), g_object_get_data (G_OBJECT (row), "prefix"));
}

/* --- listing ----------------------------------------------------------------------------------- */

static void
show_problem (ExmStorageBrowser *self,
              const GError      *error)
{
  exm_cloud_problem_set (self->problem, _ ("This could not be listed"), error, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "empty");
  adw_status_page_set_title (self->empty_page, _ ("Nothing to Show"));
}

static void
buckets_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmStorageBrowser) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) buckets = exm_storage_list_buckets_finish (EXM_GOOGLE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->google == NULL)
    return;
  if (buckets == NULL)
    {
      show_problem (self, error);
      return;
    }
  for (guint i = 0; i < buckets->len; i++)
    {
      const ExmBucket *bucket = g_ptr_array_index (buckets, i);

      add_folder (self, "drive-harddisk-symbolic", bucket->name, bucket->location, bucket->name, "");
    }
  show_list (self, _ ("No Buckets in This Project"));
}

static void
folder_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExmStorageBrowser) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmStorageFolder) folder = exm_storage_list_folder_finish (EXM_GOOGLE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->google == NULL)
    return;
  if (folder == NULL)
    {
      show_problem (self, error);
      return;
    }
  for (guint i = 0; i < folder->folders->len; i++)
    {
      const char      *prefix = g_ptr_array_index (folder->folders, i);
      g_autofree char *name = exm_storage_dup_base_name (prefix);

      add_folder (self, "folder-symbolic", name, NULL, folder->bucket, prefix);
    }
  for (guint i = 0; i < folder->objects->len; i++)
    add_object (self, g_ptr_array_index (folder->objects, i));
  show_list (self, _ ("Nothing in This Folder"));
}

static void
go_to (ExmStorageBrowser *self,
       const char        *bucket,
       const char        *prefix)
{
  g_autofree char *to_bucket = g_strdup (bucket);
  g_autofree char *to_prefix = g_strdup (prefix != NULL ? prefix : "");
  GtkWidget       *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  choose (self, NULL);
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  g_free (self->bucket);
  g_free (self->prefix);
  self->bucket = g_steal_pointer (&to_bucket);
  self->prefix = g_steal_pointer (&to_prefix);
  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  self->listing = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->stack, "busy");
  gtk_widget_set_sensitive (GTK_WIDGET (self->up_button), self->bucket != NULL);
  if (self->bucket == NULL)
    {
      adw_window_title_set_subtitle (self->title, self->project);
      exm_storage_list_buckets_async (self->google, self->project, self->listing, buckets_cb, g_object_ref (self));
    }
  else
    {
      g_autofree char *place = g_strdup_printf ("gs://%s/%s", self->bucket, self->prefix);

      adw_window_title_set_subtitle (self->title, place);
      exm_storage_list_folder_async (self->google, self->bucket, self->prefix, self->listing, folder_cb, g_object_ref (self));
    }
}

static void
exm_storage_browser_up_cb (ExmStorageBrowser *self)
{
  g_autofree char *parent = NULL;

  if (self->bucket == NULL)
    return;
  if (*self->prefix == '\0')
    {
      go_to (self, NULL, NULL);
      return;
    }
  parent = exm_storage_dup_parent (self->prefix);
  go_to (self, self->bucket, parent);
}

static void
exm_storage_browser_again_cb (ExmStorageBrowser *self)
{
  go_to (self, self->bucket, self->prefix);
}

/* --- object ------------------------------------------------------------------------------------ */

static void
up_action (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  ExmStorageBrowser *self = EXM_STORAGE_BROWSER (widget);

  if (self->fetching == NULL)
    exm_storage_browser_up_cb (self);
}

static void
exm_storage_browser_dispose (GObject *object)
{
  ExmStorageBrowser *self = EXM_STORAGE_BROWSER (object);

  if (self->listing != NULL)
    g_cancellable_cancel (self->listing);
  g_clear_object (&self->listing);
  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
  g_clear_object (&self->google);
  g_clear_pointer (&self->chosen, exm_stored_object_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_STORAGE_BROWSER);

  G_OBJECT_CLASS (exm_storage_browser_parent_class)->dispose (object);
}

static void
exm_storage_browser_finalize (GObject *object)
{
  ExmStorageBrowser *self = EXM_STORAGE_BROWSER (object);

  g_clear_object (&self->fetching);
  g_free (self->project);
  g_free (self->bucket);
  g_free (self->prefix);

  G_OBJECT_CLASS (exm_storage_browser_parent_class)->finalize (object);
}

static void
exm_storage_browser_class_init (ExmStorageBrowserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_storage_browser_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_storage_browser_finalize;
  signals[SIGNAL_USE] = g_signal_new ("use", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_IMPORT] = g_signal_new ("import", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);

  g_type_ensure (EXM_TYPE_CLOUD_PROBLEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-storage-browser.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, up_button);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, title);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, empty_page);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, list);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, problem);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, foot);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, file_label);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, reason);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, use_button);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, import_button);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, progress_box);
  gtk_widget_class_bind_template_child (widget_class, ExmStorageBrowser, bar);
  gtk_widget_class_bind_template_callback (widget_class, exm_storage_browser_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_storage_browser_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_storage_browser_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_storage_browser_use_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_storage_browser_import_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_storage_browser_cancel_cb);
  gtk_widget_class_install_action (widget_class, "browser.up", NULL, up_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "browser.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_storage_browser_init (ExmStorageBrowser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_storage_browser_new (GtkWindow  *parent,
                         ExmGoogle  *google,
                         const char *project,
                         gint64      max_bytes)
{
  ExmStorageBrowser *self = g_object_new (EXM_TYPE_STORAGE_BROWSER, "transient-for", parent, NULL);

  self->google = g_object_ref (google);
  self->project = g_strdup (project);
  self->max_bytes = max_bytes;
  go_to (self, NULL, NULL);
  return GTK_WIDGET (self);
}
