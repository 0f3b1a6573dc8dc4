/* exm-window-drop.c - what is dropped on the window: files, and text from elsewhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-window-private.h"

static gboolean
is_dataset (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return g_str_has_suffix (name, EXM_DATASET_EXTENSION);
}

/* A single one comes into this window, as with Open; of several each has its own. */
static void
open_all (ExmWindow *self,
          GPtrArray *files,
          gboolean   is_single)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (is_single || application == NULL)
    exm_window_open_file (self, files->pdata[0]);
  else
    g_application_open (G_APPLICATION (application), (GFile **)files->pdata, (int)files->len, "");
}

/* Datasets are opened, posts are added to the dataset that is open. */
static gboolean
drop_files (ExmWindow *self,
            GSList    *files)
{
  g_autoptr(GPtrArray) to_open = g_ptr_array_new ();
  g_autoptr(GPtrArray) to_add = g_ptr_array_new ();
  gboolean adds = self->dataset != NULL && !exm_dataset_is_read_only (self->dataset);

  for (GSList *l = files; l != NULL; l = l->next)
    g_ptr_array_add (adds && !is_dataset (l->data) ? to_add : to_open, l->data);
  if (to_add->len > 0)
    _exm_window_import_files (self, (GFile **)to_add->pdata, to_add->len);
  if (to_open->len > 0)
    open_all (self, to_open, to_open->len + to_add->len == 1);
  return files != NULL;
}

static gboolean
drop_text (ExmWindow  *self,
           const char *text)
{
  if (text == NULL || (self->dataset != NULL && exm_dataset_is_read_only (self->dataset)))
    return FALSE;
  _exm_window_import_text (self, text, self->dataset != NULL);
  return TRUE;
}

static gboolean
drop_cb (ExmWindow    *self,
         const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return drop_files (self, g_value_get_boxed (value));
  return G_VALUE_HOLDS_STRING (value) && drop_text (self, g_value_get_string (value));
}

/* A word that is dragged out of an entry of this window, and let go, is no post. */
static gboolean
accept_cb (GtkDropTarget *target,
           GdkDrop       *drop,
           gpointer       user_data)
{
  g_autoptr(GdkContentFormats) formats = NULL;

  if (gdk_drop_get_drag (drop) != NULL)
    return FALSE;
  formats = gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_drop_get_formats (drop)));
  return gdk_content_formats_match (gtk_drop_target_get_formats (target), formats);
}

void
_exm_window_accept_drops (ExmWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType          types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "accept", G_CALLBACK (accept_cb), NULL);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
