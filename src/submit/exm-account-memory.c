/* exm-account-memory.c - project, bucket, region and model that were chosen last with each account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-account-memory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* The window and the command line may both be at work: what is written is the file as
 * it is then, with what was changed here since the last time. */

struct _ExmAccountMemory
{
  char      *path;
  GKeyFile  *file;
  GPtrArray *edits;   /* not yet on their way to the disk */
  GTask     *writing; /* nullable: one at a time, so that the newest is written last */
  gboolean   blocks;

  GFileMonitor           *monitor; /* nullable: nobody watches */
  GCancellable           *leaving; /* ends what is being read again */
  ExmAccountMemoryChanged changed;
  gpointer                changed_data;
  guint                   n_changes; /* here, written or not: what was read before one is out of date */
  gboolean                reading;
  gboolean                read_again;
};

typedef struct
{
  char *account;
  char *key;   /* NULL: all of the account goes */
  char *value; /* NULL: the key goes */
} Edit;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_free (edit->account);
  g_free (edit->key);
  g_free (edit->value);
  g_free (edit);
}

static GPtrArray *
new_edits (void)
{
  return g_ptr_array_new_with_free_func (edit_free);
}

/* Accounts of a stand-in have the same fixed names, and must not hand their projects
 * to real ones. */
static char *
dup_usual_path (void)
{
  const char *name = g_getenv ("EXEMPLAR_GOOGLE_ORIGIN") != NULL ? "places-standin.ini" : "places.ini";

  return g_build_filename (g_get_user_config_dir (), "exemplar", name, NULL);
}

ExmAccountMemory *
exm_account_memory_new (const char *path)
{
  ExmAccountMemory *self = g_new0 (ExmAccountMemory, 1);

  self->path = path != NULL ? g_strdup (path) : dup_usual_path ();
  self->file = g_key_file_new ();
  self->edits = new_edits ();
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

ExmAccountMemory *
exm_account_memory_open_sync (const char *path)
{
  ExmAccountMemory *self = exm_account_memory_new (path);

  self->blocks = TRUE;
  exm_account_memory_read (self);
  return self;
}

/* --- writing ------------------------------------------------------------------------------- */

static void
apply (GKeyFile   *file,
       const Edit *edit)
{
  if (edit->key == NULL)
    g_key_file_remove_group (file, edit->account, NULL);
  else if (edit->value == NULL)
    g_key_file_remove_key (file, edit->account, edit->key, NULL);
  else
    g_key_file_set_string (file, edit->account, edit->key, edit->value);
}

/* A lock beside the file, which is replaced as a whole; without one it is written all
 * the same. */
static int
take_lock (const char *path)
{
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  int              fd = open (lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX) != 0)
    g_debug ("%s cannot be locked", lock);
  return fd;
}

static gboolean
write_edits (const char *path,
             GPtrArray  *edits,
             GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  gboolean         done;
  int              lock;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("%s cannot be made", folder);
  lock = take_lock (path);
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  for (guint i = 0; i < edits->len; i++)
    apply (file, edits->pdata[i]);
  text = g_key_file_to_data (file, NULL, NULL);
  done = g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
  if (lock >= 0)
    close (lock);
  return done;
}

typedef struct
{
  char      *path;
  GPtrArray *edits;
} Write;

static void
write_free (Write *write)
{
  g_free (write->path);
  g_ptr_array_unref (write->edits);
  g_free (write);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Write  *write = task_data;
  GError *error = NULL;

  if (write_edits (write->path, write->edits, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void begin_writing (ExmAccountMemory *self);
static void read_anew (ExmAccountMemory *self);

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
  self->n_changes++;
  if (self->edits->len > 0)
    begin_writing (self);
  else if (self->monitor != NULL)
    read_anew (self);
}

static void
begin_writing (ExmAccountMemory *self)
{
  g_autoptr(GError) error = NULL;
  Write *write;

  if (self->blocks)
    {
      /* A convenience: that it cannot be written stops nobody. */
      if (!write_edits (self->path, self->edits, &error))
        g_debug ("%s: %s", self->path, error->message);
      g_ptr_array_set_size (self->edits, 0);
      return;
    }
  if (self->writing != NULL)
    return;
  write = g_new0 (Write, 1);
  write->path = g_strdup (self->path);
  write->edits = self->edits;
  self->edits = new_edits ();
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
  if (self->monitor != NULL)
    {
      g_cancellable_cancel (self->leaving);
      g_signal_handlers_disconnect_by_data (self->monitor, self);
    }
  g_clear_object (&self->monitor);
  g_clear_object (&self->leaving);
  g_ptr_array_unref (self->edits);
  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self);
}

/* --- what another program writes ------------------------------------------------------------- */

typedef struct
{
  char *path;
  guint n_changes;
} Reading;

static void
reading_free (Reading *reading)
{
  g_free (reading->path);
  g_free (reading);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Reading *reading = task_data;
  g_autoptr(GKeyFile) file = g_key_file_new ();
  GError *error = NULL;

  if (g_key_file_load_from_file (file, reading->path, G_KEY_FILE_NONE, &error))
    g_task_return_pointer (task, g_steal_pointer (&file), (GDestroyNotify)g_key_file_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
is_same (GKeyFile *one,
         GKeyFile *other)
{
  g_autofree char *a = g_key_file_to_data (one, NULL, NULL);
  g_autofree char *b = g_key_file_to_data (other, NULL, NULL);

  return g_str_equal (a, b);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmAccountMemory *self = user_data;
  Reading          *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GKeyFile) file = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->reading = FALSE;
  /* A file that is gone or broken takes nothing back. */
  if (file == NULL)
    g_debug ("%s: %s", self->path, error->message);
  if (self->read_again || (file != NULL && reading->n_changes != self->n_changes))
    {
      read_anew (self);
      return;
    }
  /* What is on its way to the disk is read when it is there. */
  if (file == NULL || self->writing != NULL || is_same (self->file, file))
    return;
  g_key_file_unref (self->file);
  self->file = g_steal_pointer (&file);
  self->changed (self->changed_data);
}

static void
read_anew (ExmAccountMemory *self)
{
  g_autoptr(GTask) task = NULL;
  Reading *reading;

  self->read_again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->path = g_strdup (self->path);
  reading->n_changes = self->n_changes;
  task = g_task_new (NULL, self->leaving, read_cb, self);
  g_task_set_source_tag (task, read_anew);
  g_task_set_task_data (task, reading, (GDestroyNotify)reading_free);
  g_task_run_in_thread (task, read_thread);
}

static void
monitor_cb (ExmAccountMemory *self,
            GFile            *file,
            GFile            *other,
            GFileMonitorEvent event)
{
  if (event != G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED && event != G_FILE_MONITOR_EVENT_DELETED)
    read_anew (self);
}

void
exm_account_memory_watch (ExmAccountMemory       *self,
                          ExmAccountMemoryChanged changed,
                          gpointer                user_data)
{
  g_autoptr(GFile) file = g_file_new_for_path (self->path);
  g_autoptr(GError) error = NULL;

  g_return_if_fail (!self->blocks && self->monitor == NULL && changed != NULL);

  self->changed = changed;
  self->changed_data = user_data;
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &error);
  if (self->monitor == NULL)
    {
      g_message ("%s is not watched: %s", self->path, error->message);
      return;
    }
  self->leaving = g_cancellable_new ();
  g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (monitor_cb), self);
  /* What came between the first reading and now. */
  read_anew (self);
}

/* --- values -------------------------------------------------------------------------------- */

static void
edit (ExmAccountMemory *self,
      const char       *account,
      const char       *key,
      const char       *value)
{
  Edit *new_edit = g_new0 (Edit, 1);

  new_edit->account = g_strdup (account);
  new_edit->key = g_strdup (key);
  new_edit->value = g_strdup (value);
  apply (self->file, new_edit);
  self->n_changes++;
  g_ptr_array_add (self->edits, new_edit);
  begin_writing (self);
}

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

  if (g_strcmp0 (before, value) != 0)
    edit (self, account, key, value);
}

void
exm_account_memory_forget (ExmAccountMemory *self,
                           const char       *account)
{
  if (g_key_file_has_group (self->file, account))
    edit (self, account, NULL, NULL);
}
