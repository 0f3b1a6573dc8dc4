/* exm-upload.c - resumable upload of one file, whatever comes in between
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-upload.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exm-cloud-private.h"
#include "exm-crc32c.h"
#include "exm-storage-private.h"
#include "exm-upload-private.h"

/* The server's word on how far it is decides; ours is only a guess. What it can
 * wrongly say is bounded: it is never believed beyond the bytes that were sent,
 * what goes back is sent again, and the checksum of the whole decides at the end.
 *
 *   none ──start──► asked/known offset ──PUT──► 308: next offset
 *     ▲                    ▲                    doubt: wait, ask
 *     └── gone, nonsense ──┴───────────────────  200: compare, done
 *
 * Two instances on one session do no harm: both send the same bytes, the one that
 * comes later finds the object with the right checksum.
 */

#define READ_SIZE (1024 * 1024)
#define MAX_SESSIONS 3
#define MAX_STALLS 8
#define MAX_REFUSALS 2
#define RATE_WINDOW (3 * G_USEC_PER_SEC)

typedef struct
{
  ExmGoogle       *google;
  const ExmUpload *upload;
  GCancellable    *cancellable;
  int              fd;
  gint64           size;
  guint32          crc;

  char    *uri;        /* the session, NULL none */
  gint64   offset;     /* confirmed by the server */
  gint64   best;       /* highest offset ever confirmed in this session */
  gint64   high_water; /* no byte at or after it was sent in this session */
  gboolean ask;        /* ask before sending */
  guint    sessions;
  guint    stalls;   /* requests in a row that did not get further */
  guint    refusals; /* 400s in a row */

  gint64 rate_since; /* monotonic µs */
  gint64 rate_from;  /* bytes done then */
  gint64 rate;       /* bytes a second */
} Run;

static gboolean
set_file_error (GError **error,
                int      code)
{
  g_set_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_LOCAL_FILE,
               _ ("The file to send cannot be read: %s"), g_strerror (code));
  return FALSE;
}

static gboolean
open_file (Run     *run,
           GError **error)
{
  g_autofree guint8 *buffer = g_malloc (READ_SIZE);
  struct stat        info;
  gint64             read_so_far = 0;

  /* O_NONBLOCK: a FIFO in its place must not hold us. */
  run->fd = open (run->upload->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (run->fd < 0 || fstat (run->fd, &info) < 0)
    return set_file_error (error, errno);
  if (!S_ISREG (info.st_mode))
    return set_file_error (error, EINVAL);
  run->size = info.st_size;

  while (read_so_far < run->size)
    {
      gssize got = pread (run->fd, buffer, READ_SIZE, read_so_far);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return set_file_error (error, got < 0 ? errno : EIO);
      run->crc = exm_crc32c_extend (run->crc, buffer, (gsize)got);
      read_so_far += got;
      if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
        return FALSE;
    }
  if (read_so_far != run->size)
    return set_file_error (error, EIO);
  return TRUE;
}

static void
report_progress (Run   *run,
                 gint64 done)
{
  gint64 now = g_get_monotonic_time ();

  if (run->upload->progress_func == NULL)
    return;
  if (run->rate_since == 0 || done < run->rate_from)
    {
      run->rate_since = now;
      run->rate_from = done;
    }
  else if (now - run->rate_since >= G_USEC_PER_SEC / 2)
    {
      run->rate = (gint64)((double)(done - run->rate_from) * G_USEC_PER_SEC /
                           (double)(now - run->rate_since));
      if (now - run->rate_since >= RATE_WINDOW)
        {
          run->rate_since = now;
          run->rate_from = done;
        }
    }
  run->upload->progress_func (MIN (done, run->size), run->size, run->rate, run->upload->user_data);
}

static void
chunk_progress_cb (gint64   sent,
                   gint64   received,
                   gpointer user_data)
{
  Run *run = user_data;

  report_progress (run, run->offset + sent);
}

static gboolean
save_state (Run     *run,
            GError **error)
{
  const ExmUploadState state = { run->uri, run->offset, run->size, run->crc };

  if (run->upload->state_func == NULL)
    return TRUE;
  return run->upload->state_func (&state, run->upload->user_data, error);
}

static gboolean
drop_session (Run     *run,
              GError **error)
{
  g_clear_pointer (&run->uri, g_free);
  run->offset = 0;
  run->best = 0;
  run->high_water = 0;
  run->ask = FALSE;
  run->refusals = 0;
  return save_state (run, error);
}

/* Waits after the @stalls-th request in a row without progress. */
static gboolean
wait_stall (Run     *run,
            gint64   bound_ms,
            GError **error)
{
  ExmHttpPace pace = exm_http_get_pace (exm_google_get_http (run->google));
  gint64      wait = pace.first_ms;
  gint64      until;
  GPollFD     poll_fd;

  for (guint i = 1; i < run->stalls && wait < (gint64)pace.cap_ms; i++)
    wait *= 2;
  wait = MIN (wait, (gint64)pace.cap_ms);
  wait = wait / 2 + (gint64)(g_random_double () * (double)wait / 2);
  wait = MAX (wait, MIN (bound_ms, (gint64)pace.patience_ms));

  if (!g_cancellable_make_pollfd (run->cancellable, &poll_fd))
    {
      g_usleep ((gulong)wait * 1000);
      return TRUE;
    }
  until = g_get_monotonic_time () + wait * 1000;
  while (wait > 0 && !g_cancellable_is_cancelled (run->cancellable))
    {
      g_poll (&poll_fd, 1, (int)wait);
      wait = (until - g_get_monotonic_time ()) / 1000;
    }
  g_cancellable_release_fd (run->cancellable);
  return !g_cancellable_set_error_if_cancelled (run->cancellable, error);
}

static gboolean
is_equal (Run                   *run,
          const ExmStoredObject *object)
{
  return object->has_crc32c && object->crc32c == run->crc && object->size == run->size &&
         object->generation > 0;
}

static gboolean
is_our_name (Run                   *run,
             const ExmStoredObject *object)
{
  return strcmp (object->bucket, run->upload->bucket) == 0 &&
         strcmp (object->name, run->upload->name) == 0;
}

/* The object that is there under our name, if it has our bytes. */
static ExmStoredObject *
look_up (Run     *run,
         GError **error)
{
  g_autoptr (ExmStoredObject) object = NULL;

  object = exm_storage_get_object (run->google, run->upload->bucket, run->upload->name,
                                   run->cancellable, error);
  if (object == NULL)
    return NULL;
  if (is_equal (run, object))
    return g_steal_pointer (&object);
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONFLICT,
                       _ ("Another file of that name is in the bucket already"));
  return NULL;
}

/* The server calls the upload complete: compare, and delete what is not ours. */
static ExmStoredObject *
conclude (Run             *run,
          ExmSessionReply *reply,
          GError         **error)
{
  ExmStoredObject *object = reply->object;
  ExmStoredObject *found;

  if (object != NULL && is_our_name (run, object) && is_equal (run, object))
    return g_steal_pointer (&reply->object);

  /* Only with our name, a generation and a checksum does it say that the stored
   * bytes are wrong; everything else is settled by looking. */
  if (object == NULL || !is_our_name (run, object) || object->generation <= 0 || !object->has_crc32c)
    {
      g_autoptr (GError) local = NULL;

      found = look_up (run, &local);
      if (found == NULL)
        {
          if (local != NULL && local->domain == EXM_CLOUD_ERROR)
            _exm_cloud_error_turn (&local, EXM_CLOUD_ERROR_BAD_REPLY,
                                   _ ("Cloud Storage says the upload is complete, but it is not"));
          g_propagate_error (error, g_steal_pointer (&local));
        }
      return found;
    }

  if (exm_storage_delete_object (run->google, run->upload->bucket, run->upload->name,
                                 object->generation, NULL, NULL))
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CHECKSUM,
                         _ ("The file arrived damaged and was deleted from Cloud Storage"));
  else
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CHECKSUM,
                         _ ("The file arrived damaged, and the damaged copy could not be deleted"));
  return NULL;
}

/* One request. FALSE with @error ends the upload; the object ends it well. */
static void
step_request (Run             *run,
              ExmSessionReply *reply)
{
  gint64 length;

  if (run->uri == NULL)
    {
      _exm_session_start (run->google, run->upload, run->size, run->crc, &run->uri,
                          run->cancellable, reply);
      return;
    }
  length = run->ask ? 0 : MIN (run->upload->chunk_size, run->size - run->offset);
  run->high_water = MAX (run->high_water, run->offset + length);
  _exm_session_put (run->google, run->uri, run->fd, run->offset, length, run->size, run->crc,
                    chunk_progress_cb, run, run->cancellable, reply);
}

/* 308, or a new session. */
static gboolean
step_more (Run             *run,
           ExmSessionReply *reply,
           gboolean         fresh,
           GError         **error)
{
  if (reply->next > run->high_water && !fresh)
    {
      /* Bytes that we never sent: somebody else's, so not to be built upon. */
      reply->verdict = EXM_SESSION_NONSENSE;
      return TRUE;
    }
  if (reply->next > run->best || fresh)
    run->stalls = 0;
  else if (++run->stalls > MAX_STALLS)
    {
      reply->verdict = EXM_SESSION_NONSENSE;
      return TRUE;
    }
  run->best = MAX (run->best, reply->next);
  if (fresh)
    run->sessions++;
  run->refusals = 0;
  run->offset = reply->next;
  /* All bytes there, yet not complete: ask, do not send. */
  run->ask = run->offset == run->size && run->size > 0;
  report_progress (run, run->offset);
  return save_state (run, error) && (run->stalls == 0 || wait_stall (run, -1, error));
}

/* Gone, doubtful or senseless: FALSE ends the upload. */
static gboolean
step_trouble (Run             *run,
              ExmSessionReply *reply,
              GError         **error)
{
  gboolean start_again = reply->verdict == EXM_SESSION_GONE ||
                         reply->verdict == EXM_SESSION_NONSENSE;

  run->stalls++;
  if (reply->verdict == EXM_SESSION_REFUSED && ++run->refusals >= MAX_REFUSALS)
    reply->verdict = EXM_SESSION_FAILED;
  if (reply->verdict == EXM_SESSION_FAILED || run->stalls > MAX_STALLS ||
      (start_again && run->sessions >= MAX_SESSIONS))
    {
      if (reply->error == NULL)
        reply->error = g_error_new_literal (EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                                            _ ("Cloud Storage contradicts itself about the upload"));
      g_propagate_error (error, g_steal_pointer (&reply->error));
      if (start_again)
        drop_session (run, NULL);
      return FALSE;
    }
  if (start_again)
    return drop_session (run, error);

  run->ask = run->uri != NULL;
  return wait_stall (run, reply->retry_after, error);
}

static ExmStoredObject *
run_loop (Run     *run,
          GError **error)
{
  for (;;)
    {
      g_auto (ExmSessionReply) reply = { 0 };
      gboolean fresh = run->uri == NULL;

      step_request (run, &reply);
      if (reply.verdict == EXM_SESSION_COMPLETE)
        return conclude (run, &reply, error);
      if (reply.verdict == EXM_SESSION_EXISTS)
        return look_up (run, error);
      if (reply.verdict == EXM_SESSION_MORE && !step_more (run, &reply, fresh, error))
        return NULL;
      if (reply.verdict != EXM_SESSION_MORE && !step_trouble (run, &reply, error))
        return NULL;
    }
}

/* A session of a former process, if it belongs to these very bytes. */
static void
take_up_state (Run *run)
{
  const ExmUpload *upload = run->upload;

  if (upload->resume_uri == NULL || upload->resume_size != run->size ||
      upload->resume_crc32c != run->crc ||
      !_exm_session_uri_is_ours (run->google, upload->resume_uri))
    return;
  run->uri = g_strdup (upload->resume_uri);
  run->offset = CLAMP (upload->resume_offset, 0, run->size);
  /* The former process may have sent more than it could write down. */
  run->high_water = run->size;
  run->sessions = 1;
  run->ask = TRUE;
}

ExmStoredObject *
exm_upload_run (ExmGoogle       *google,
                const ExmUpload *upload,
                GCancellable    *cancellable,
                GError         **error)
{
  Run              run = { .google = google, .upload = upload, .cancellable = cancellable, .fd = -1 };
  ExmStoredObject *object = NULL;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && upload != NULL, NULL);
  g_return_val_if_fail (upload->chunk_size > 0 && upload->chunk_size % 262144 == 0, NULL);

  if (_exm_storage_check (upload->bucket, upload->name, error) && open_file (&run, error))
    {
      take_up_state (&run);
      object = run_loop (&run, error);
    }
  if (object != NULL)
    {
      report_progress (&run, run.size);
      /* The object is there: that it cannot be noted is no failure any more. */
      drop_session (&run, NULL);
    }
  g_free (run.uri);
  if (run.fd >= 0)
    close (run.fd);
  return object;
}

/* The async form: progress goes to the caller's main context, the newest only. */

typedef struct
{
  ExmUpload            *upload;
  ExmUploadStateFunc    state_func;
  ExmUploadProgressFunc progress_func;
  gpointer              user_data;

  GTask   *task; /* not owned, alive as long as this */
  GMutex   lock;
  gint64   done;
  gint64   total;
  gint64   rate;
  gboolean queued;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  exm_upload_free (job->upload);
  g_mutex_clear (&job->lock);
  g_free (job);
}

static gboolean
job_progress_idle (gpointer data)
{
  Job   *job = g_task_get_task_data (data);
  gint64 done, total, rate;

  g_mutex_lock (&job->lock);
  job->queued = FALSE;
  done = job->done;
  total = job->total;
  rate = job->rate;
  g_mutex_unlock (&job->lock);
  job->progress_func (done, total, rate, job->user_data);
  return G_SOURCE_REMOVE;
}

static void
job_progress (gint64   done,
              gint64   total,
              gint64   rate,
              gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GSource) source = NULL;

  g_mutex_lock (&job->lock);
  job->done = done;
  job->total = total;
  job->rate = rate;
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

static gboolean
job_state (const ExmUploadState *state,
           gpointer              user_data,
           GError              **error)
{
  Job *job = user_data;

  return job->state_func (state, job->user_data, error);
}

static void
run_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  Job             *job = data;
  GError          *error = NULL;
  ExmStoredObject *object = exm_upload_run (source, job->upload, cancellable, &error);

  if (object != NULL)
    g_task_return_pointer (task, object, (GDestroyNotify)exm_stored_object_free);
  else
    g_task_return_error (task, error);
}

void
exm_upload_run_async (ExmGoogle          *google,
                      const ExmUpload    *upload,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (google, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_mutex_init (&job->lock);
  job->task = task;
  job->upload = exm_upload_copy (upload);
  job->state_func = upload->state_func;
  job->progress_func = upload->progress_func;
  job->user_data = upload->user_data;
  job->upload->state_func = upload->state_func != NULL ? job_state : NULL;
  job->upload->progress_func = upload->progress_func != NULL ? job_progress : NULL;
  job->upload->user_data = job;
  g_task_set_source_tag (task, exm_upload_run_async);
  g_task_set_task_data (task, job, job_free);
  _exm_google_run (task, run_thread);
}

ExmStoredObject *
exm_upload_run_finish (ExmGoogle    *google,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
