/* exm-storage-download.c - fetches one file from Cloud Storage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-storage-browse.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "exm-cloud-private.h"
#include "exm-crc32c.h"
#include "exm-storage-private.h"

/* In pieces, each a request of its own with a Range (RFC 9110 §14) and the
 * generation in the address: a piece that breaks is asked for again by itself,
 * all pieces are of the same bytes, and memory stays at one piece. */

#define PIECE ((gint64)8 * 1024 * 1024)

static void
set_local (GError    **error,
           const char *path,
           int         number)
{
  g_set_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_LOCAL_FILE,
               /* Translators: a file name, and the reason */
               _ ("%s cannot be written: %s"), path, g_strerror (number));
}

static gboolean
write_all (int         fd,
           const char *data,
           gsize       length)
{
  while (length > 0)
    {
      const gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      length -= (gsize)n;
    }
  return TRUE;
}

/* Bytes from @from to @to (inclusive). */
static GBytes *
fetch (ExmGoogle    *google,
       const char   *url,
       gint64        from,
       gint64        to,
       gint64        size,
       GCancellable *cancellable,
       GError      **error)
{
  g_autoptr (ExmHttpRequest) request = exm_http_request_new ("GET", url);
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autofree char *range = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, from, to);
  const gint64     wanted = to - from + 1;
  gboolean         whole;

  request->flags = EXM_HTTP_RETRY;
  request->max_answer = wanted + 1024;
  request->timeout_ms = 300000;
  exm_http_request_set_header (request, "Range", range);
  response = exm_google_send (google, request, cancellable, error);
  if (response == NULL)
    return NULL;
  if (response->status < 200 || response->status > 299)
    {
      g_propagate_error (error, _exm_google_response_error (google, response));
      return NULL;
    }
  /* Who does not know ranges sends all of it: right only if we asked for all. */
  whole = response->status == 200 && from == 0 && wanted == size;
  if ((response->status != 206 && !whole) || (gint64)g_bytes_get_size (response->body) != wanted)
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                           _ ("Cloud Storage sends other bytes than were asked for; the file may be stored compressed"));
      return NULL;
    }
  return g_bytes_ref (response->body);
}

static gboolean
fetch_all (ExmGoogle             *google,
           const ExmStoredObject *object,
           int                    fd,
           const char            *path,
           ExmStorageProgressFunc progress,
           gpointer               progress_data,
           GCancellable          *cancellable,
           GError               **error)
{
  g_autofree char *query = g_strdup_printf ("?alt=media&generation=%" G_GINT64_FORMAT, object->generation);
  g_autofree char *target = _exm_storage_object_path (object->bucket, object->name, query);
  g_autofree char *url = exm_google_dup_storage_url (google, target);
  guint32          crc = 0;

  for (gint64 at = 0; at < object->size; at += PIECE)
    {
      const gint64 to = MIN (at + PIECE, object->size) - 1;
      g_autoptr (GBytes) bytes = fetch (google, url, at, to, object->size, cancellable, error);
      const char *data;
      gsize       length;

      if (bytes == NULL)
        return FALSE;
      data = g_bytes_get_data (bytes, &length);
      if (!write_all (fd, data, length))
        {
          set_local (error, path, errno);
          return FALSE;
        }
      crc = exm_crc32c_extend (crc, data, length);
      if (progress != NULL)
        progress (to + 1, object->size, progress_data);
    }
  if (object->has_crc32c && crc != object->crc32c)
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CHECKSUM,
                           _ ("What came from Cloud Storage is not what lies there; nothing was kept"));
      return FALSE;
    }
  return TRUE;
}

gboolean
exm_storage_download (ExmGoogle             *google,
                      const ExmStoredObject *object,
                      const char            *path,
                      ExmStorageProgressFunc progress,
                      gpointer               progress_data,
                      GCancellable          *cancellable,
                      GError               **error)
{
  g_autofree char *part = NULL;
  gboolean         good;
  int              fd;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && object != NULL && path != NULL, FALSE);

  if (!_exm_storage_check (object->bucket, object->name, error))
    return FALSE;
  part = g_strconcat (path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (part, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_local (error, path, errno);
      return FALSE;
    }
  good = fetch_all (google, object, fd, path, progress, progress_data, cancellable, error);
  if (good && fsync (fd) != 0)
    {
      set_local (error, path, errno);
      good = FALSE;
    }
  if (close (fd) != 0 && good)
    {
      set_local (error, path, errno);
      good = FALSE;
    }
  if (good && g_rename (part, path) != 0)
    {
      set_local (error, path, errno);
      good = FALSE;
    }
  if (!good)
    g_unlink (part);
  return good;
}

/* The async form: progress goes to the caller's main context, the newest only. */

typedef struct
{
  ExmStoredObject       *object;
  char                  *path;
  ExmStorageProgressFunc progress;
  gpointer               data;

  GTask   *task; /* not owned, alive as long as this */
  GMutex   lock;
  gint64   done;
  gboolean queued;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  exm_stored_object_free (job->object);
  g_free (job->path);
  g_mutex_clear (&job->lock);
  g_free (job);
}

static gboolean
job_progress_idle (gpointer data)
{
  Job   *job = g_task_get_task_data (data);
  gint64 done;

  g_mutex_lock (&job->lock);
  job->queued = FALSE;
  done = job->done;
  g_mutex_unlock (&job->lock);
  if (!g_task_get_completed (data))
    job->progress (done, job->object->size, job->data);
  return G_SOURCE_REMOVE;
}

static void
job_progress (gint64   done,
              gint64   total,
              gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GSource) source = NULL;

  g_mutex_lock (&job->lock);
  job->done = done;
  if (!job->queued)
    {
      source = g_idle_source_new ();
      g_source_set_priority (source, g_task_get_priority (job->task));
      g_source_set_callback (source, job_progress_idle, g_object_ref (job->task), g_object_unref);
      job->queued = TRUE;
    }
  g_mutex_unlock (&job->lock);
  if (source != NULL)
    g_source_attach (source, g_task_get_context (job->task));
}

static void
download_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Job    *job = data;
  GError *error = NULL;

  if (exm_storage_download (source, job->object, job->path, job->progress != NULL ? job_progress : NULL, job,
                            cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
exm_storage_download_async (ExmGoogle             *google,
                            const ExmStoredObject *object,
                            const char            *path,
                            ExmStorageProgressFunc progress,
                            gpointer               progress_data,
                            GCancellable          *cancellable,
                            GAsyncReadyCallback    callback,
                            gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (google, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_mutex_init (&job->lock);
  job->task = task;
  job->object = exm_stored_object_copy (object);
  job->path = g_strdup (path);
  job->progress = progress;
  job->data = progress_data;
  g_task_set_source_tag (task, exm_storage_download_async);
  g_task_set_task_data (task, job, job_free);
  _exm_google_run (task, download_thread);
}

gboolean
exm_storage_download_finish (ExmGoogle    *google,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
