/* exm-account-memory.c - project, bucket, region and model that were chosen last with each account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-account-memory.h"

struct _ExmAccountMemory
{
  char     *path;
  GKeyFile *file;
  GTask    *writing; /* nullable: one at a time, so that the newest is written last */
  gboolean  dirty;   /* changed since that one began */
};

ExmAccountMemory *
exm_account_memory_new (const char *path)
{
  ExmAccountMemory *self = g_new0 (ExmAccountMemory, 1);

  self->path = path != NULL ? g_strdup (path) : g_build_filename (g_get_user_config_dir (), "exemplar", "places.ini", NULL);
  self->file = g_key_file_new ();
  return self;
}

void
exm_account_memory_read (ExmAccountMemory *self)
{
  g_autoptr(GError) error = NULL;

  if (!g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_NONE, &error) &&
      !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_message ("Cannot read %s: %s", self->path, error->message);
}

/* --- writing ------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  char *text;
} Write;

static void
write_free (Write *write)
{
  g_free (write->path);
  g_free (write->text);
  g_free (write);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Write           *write = task_data;
  g_autofree char *folder = g_path_get_dirname (write->path);
  GError          *error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("%s cannot be made", folder);
  if (g_file_set_contents_full (write->path, write->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void begin_writing (ExmAccountMemory *self);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  ExmAccountMemory *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("The choices of the account are not kept: %s", error->message);
  if (g_object_get_data (G_OBJECT (result), "orphan") != NULL)
    return;
  g_clear_object (&self->writing);
  if (self->dirty)
    begin_writing (self);
}

static void
begin_writing (ExmAccountMemory *self)
{
  Write *write;

  self->dirty = self->writing != NULL;
  if (self->dirty)
    return;
  write = g_new0 (Write, 1);
  write->path = g_strdup (self->path);
  write->text = g_key_file_to_data (self->file, NULL, NULL);
  self->writing = g_task_new (NULL, NULL, written_cb, self);
  g_task_set_source_tag (self->writing, begin_writing);
  g_task_set_task_data (self->writing, write, (GDestroyNotify)write_free);
  g_task_run_in_thread (self->writing, write_thread);
}

void
exm_account_memory_free (ExmAccountMemory *self)
{
  if (self == NULL)
    return;
  if (self->writing != NULL)
    g_object_set_data (G_OBJECT (self->writing), "orphan", GINT_TO_POINTER (1));
  g_clear_object (&self->writing);
  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self);
}

/* --- values -------------------------------------------------------------------------------- */

char *
exm_account_memory_get (ExmAccountMemory *self,
                        const char       *account,
                        const char       *key)
{
  return g_key_file_get_string (self->file, account, key, NULL);
}

void
exm_account_memory_set (ExmAccountMemory *self,
                        const char       *account,
                        const char       *key,
                        const char       *value)
{
  g_autofree char *before = exm_account_memory_get (self, account, key);

  if (g_strcmp0 (before, value) == 0)
    return;
  if (value != NULL)
    g_key_file_set_string (self->file, account, key, value);
  else
    g_key_file_remove_key (self->file, account, key, NULL);
  begin_writing (self);
}

void
exm_account_memory_forget (ExmAccountMemory *self,
                           const char       *account)
{
  if (g_key_file_remove_group (self->file, account, NULL))
    begin_writing (self);
}
