/* exm-worker.c - one named thread that runs tasks in order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-worker.h"

#ifdef __linux__
#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

/* What a prompt worker asks the kernel for, in ns: less than any other program's share. */
#define PROMPT_SLICE (100 * 1000)

/* The thread holds the queue, not the object: so the last reference to the
 * object may go anywhere, even on the thread itself, where waiting for its own
 * end would never end.
 *
 *   ExmWorker ──► ExmQueue (counted) ◄── thread
 *
 * A task is released in its own main context, after its callback: else the race
 * between the two threads would decide where its source object dies.
 */

typedef struct
{
  int             priority;
  GTaskThreadFunc func;
  GTask          *task; /* NULL for a call that somebody waits for */

  GFunc     sync_func;
  gpointer  sync_data;
  gpointer  sync_user_data;
  gboolean *sync_done;
} ExmJob;

typedef struct
{
  GMutex   mutex;
  GCond    wake; /* a job came, or the end */
  GCond    done; /* a waited-for call is over */
  GQueue   jobs;
  gboolean closing;
  gboolean prompt;
} ExmQueue;

struct _ExmWorker
{
  GObject parent_instance;

  ExmQueue *queue;
  GThread  *thread; /* NULL once stopped */
};

G_DEFINE_FINAL_TYPE (ExmWorker, exm_worker, G_TYPE_OBJECT)

static GPrivate current_queue = G_PRIVATE_INIT (NULL);

static void
exm_queue_clear (gpointer data)
{
  ExmQueue *queue = data;

  g_assert (g_queue_is_empty (&queue->jobs));
  g_mutex_clear (&queue->mutex);
  g_cond_clear (&queue->wake);
  g_cond_clear (&queue->done);
}

/* Behind all that are as urgent; most jobs go to the very end. */
static void
exm_queue_push_locked (ExmQueue *queue,
                       ExmJob   *job)
{
  GList *link = queue->jobs.tail;

  while (link != NULL && ((ExmJob *)link->data)->priority > job->priority)
    link = link->prev;

  if (link == NULL)
    g_queue_push_head (&queue->jobs, job);
  else
    g_queue_insert_after (&queue->jobs, link, job);
  g_cond_signal (&queue->wake);
}

static gboolean
exm_job_release_cb (gpointer data)
{
  return G_SOURCE_REMOVE; /* the source's destroy notify drops the task */
}

static void
exm_job_release_task (GTask *task)
{
  GMainContext *context = g_task_get_context (task);
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_static_name (source, "[exemplar] release task");
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, exm_job_release_cb, task, g_object_unref);
  g_source_attach (source, context);
}

static void
exm_job_run (ExmQueue *queue,
             ExmJob   *job)
{
  if (job->task == NULL)
    {
      job->sync_func (job->sync_data, job->sync_user_data);
      g_mutex_lock (&queue->mutex);
      *job->sync_done = TRUE;
      g_cond_broadcast (&queue->done);
      g_mutex_unlock (&queue->mutex);
    }
  else
    {
      if (!g_task_return_error_if_cancelled (job->task))
        job->func (job->task,
                   g_task_get_source_object (job->task),
                   g_task_get_task_data (job->task),
                   g_task_get_cancellable (job->task));
      exm_job_release_task (job->task);
    }
  g_free (job);
}

/* A thread that wakes for a moment, for a job or because the disk is done, waits for the
 * main loop if both processors are taken: 1.2 ms in half of all label keys. Since Linux
 * 6.12 whoever asks for a short slice comes first when it wakes (sched(7), sched_runtime of
 * SCHED_OTHER); older ones, and sandboxes, say no, and nothing is lost. */
static void
exm_worker_ask_for_short_slices (void)
{
#ifdef __linux__
  /* The kernel's struct sched_attr, first version: its own header and glibc's contradict
   * each other on Debian 12 (sched_setattr(2)). */
  struct
  {
    guint32 size;
    guint32 policy; /* SCHED_OTHER */
    guint64 flags;
    gint32  nice;
    guint32 priority;
    guint64 runtime;
    guint64 deadline;
    guint64 period;
  } attr = { .size = sizeof attr, .nice = getpriority (PRIO_PROCESS, 0), .runtime = PROMPT_SLICE };

  G_STATIC_ASSERT (sizeof attr == 48);
  if (syscall (SYS_sched_setattr, 0, &attr, 0) != 0)
    g_debug ("No short slices for this thread: %s", g_strerror (errno));
#endif
}

static gpointer
exm_worker_main (gpointer data)
{
  ExmQueue *queue = data;

  g_private_set (&current_queue, queue);
  if (queue->prompt)
    exm_worker_ask_for_short_slices ();

  while (TRUE)
    {
      ExmJob *job;

      g_mutex_lock (&queue->mutex);
      while (g_queue_is_empty (&queue->jobs) && !queue->closing)
        g_cond_wait (&queue->wake, &queue->mutex);
      job = g_queue_pop_head (&queue->jobs);
      g_mutex_unlock (&queue->mutex);

      if (job == NULL)
        break;
      exm_job_run (queue, job);
    }

  g_private_set (&current_queue, NULL);
  g_atomic_rc_box_release_full (queue, exm_queue_clear);
  return NULL;
}

static void
exm_worker_finalize (GObject *object)
{
  ExmWorker *self = EXM_WORKER (object);

  exm_worker_stop (self);
  g_atomic_rc_box_release_full (self->queue, exm_queue_clear);

  G_OBJECT_CLASS (exm_worker_parent_class)->finalize (object);
}

static void
exm_worker_class_init (ExmWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = exm_worker_finalize;
}

static void
exm_worker_init (ExmWorker *self)
{
  self->queue = g_atomic_rc_box_new0 (ExmQueue);
  g_mutex_init (&self->queue->mutex);
  g_cond_init (&self->queue->wake);
  g_cond_init (&self->queue->done);
  g_queue_init (&self->queue->jobs);
}

static ExmWorker *
exm_worker_start (const char *name,
                  gboolean    prompt)
{
  ExmWorker *self = g_object_new (EXM_TYPE_WORKER, NULL);

  self->queue->prompt = prompt;
  self->thread = g_thread_new (name, exm_worker_main, g_atomic_rc_box_acquire (self->queue));
  return self;
}

ExmWorker *
exm_worker_new (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return exm_worker_start (name, FALSE);
}

ExmWorker *
exm_worker_new_prompt (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return exm_worker_start (name, TRUE);
}

void
exm_worker_queue (ExmWorker      *self,
                  int             priority,
                  GTaskThreadFunc func,
                  GTask          *task)
{
  ExmQueue *queue;
  gboolean  closing;

  g_return_if_fail (EXM_IS_WORKER (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (G_IS_TASK (task));

  queue = self->queue;
  g_mutex_lock (&queue->mutex);
  closing = queue->closing;
  if (!closing)
    {
      ExmJob *job = g_new0 (ExmJob, 1);

      job->priority = priority;
      job->func = func;
      job->task = task;
      exm_queue_push_locked (queue, job);
    }
  g_mutex_unlock (&queue->mutex);
  if (queue->prompt)
    g_thread_yield ();

  if (closing)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The worker has ended");
      exm_job_release_task (task);
    }
}

void
exm_worker_run_sync (ExmWorker *self,
                     GFunc      func,
                     gpointer   data,
                     gpointer   user_data)
{
  ExmQueue *queue;
  ExmJob   *job;
  gboolean  done = FALSE;

  g_return_if_fail (EXM_IS_WORKER (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (!exm_worker_is_current (self));

  queue = self->queue;
  g_mutex_lock (&queue->mutex);
  if (queue->closing)
    {
      g_mutex_unlock (&queue->mutex);
      g_critical ("A call came to a worker that has ended");
      return;
    }

  job = g_new0 (ExmJob, 1);
  job->priority = G_PRIORITY_DEFAULT;
  job->sync_func = func;
  job->sync_data = data;
  job->sync_user_data = user_data;
  job->sync_done = &done;
  exm_queue_push_locked (queue, job);

  while (!done)
    g_cond_wait (&queue->done, &queue->mutex);
  g_mutex_unlock (&queue->mutex);
}

gboolean
exm_worker_is_current (ExmWorker *self)
{
  g_return_val_if_fail (EXM_IS_WORKER (self), FALSE);

  return g_private_get (&current_queue) == self->queue;
}

static ExmJob *
exm_queue_pop_urgent (ExmQueue *queue,
                      gboolean  peek)
{
  ExmJob *job;

  g_mutex_lock (&queue->mutex);
  job = g_queue_peek_head (&queue->jobs);
  if (job != NULL && (job->priority >= G_PRIORITY_DEFAULT || job->task == NULL))
    job = NULL;
  if (job != NULL && !peek)
    g_queue_pop_head (&queue->jobs);
  g_mutex_unlock (&queue->mutex);
  return job;
}

gboolean
exm_worker_has_urgent (ExmWorker *self)
{
  g_return_val_if_fail (EXM_IS_WORKER (self), FALSE);
  g_return_val_if_fail (exm_worker_is_current (self), FALSE);

  return exm_queue_pop_urgent (self->queue, TRUE) != NULL;
}

void
exm_worker_run_urgent (ExmWorker *self)
{
  ExmJob *job;

  g_return_if_fail (EXM_IS_WORKER (self));
  g_return_if_fail (exm_worker_is_current (self));

  while ((job = exm_queue_pop_urgent (self->queue, FALSE)) != NULL)
    exm_job_run (self->queue, job);
}

void
exm_worker_stop (ExmWorker *self)
{
  g_autoptr(GThread) thread = NULL;

  g_return_if_fail (EXM_IS_WORKER (self));

  g_mutex_lock (&self->queue->mutex);
  self->queue->closing = TRUE;
  g_cond_signal (&self->queue->wake);
  thread = g_steal_pointer (&self->thread);
  g_mutex_unlock (&self->queue->mutex);

  /* Called by the thread itself: it ends after this job and those queued. */
  if (thread != NULL && !exm_worker_is_current (self))
    g_thread_join (g_steal_pointer (&thread));
}
