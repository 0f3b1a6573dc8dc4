/* test-worker.c - order, cancellation and end of a worker thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gio/gio.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "exm-worker.h"

typedef struct
{
  GString *log;
  guint    n_open;
  guint    n_cancelled;
  guint    n_closed;
} Fixture;

typedef struct
{
  Fixture *fixture;
  char     name;
} Job;

static void
log_func (GTask        *task,
          gpointer      source,
          gpointer      task_data,
          GCancellable *cancellable)
{
  Job *job = task_data;

  g_string_append_c (job->fixture->log, job->name);
  g_task_return_boolean (task, TRUE);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fixture->n_cancelled += g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      fixture->n_closed += g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
    }
  fixture->n_open--;
}

static void
push (ExmWorker    *worker,
      Fixture      *fixture,
      char          name,
      int           priority,
      GCancellable *cancellable)
{
  GTask *task = g_task_new (NULL, cancellable, done_cb, fixture);
  Job   *job = g_new (Job, 1);

  job->fixture = fixture;
  job->name = name;
  g_task_set_task_data (task, job, g_free);
  fixture->n_open++;
  exm_worker_queue (worker, priority, log_func, task);
}

static void
drain (Fixture *fixture)
{
  while (fixture->n_open > 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
wait_for_gate (gpointer data,
               gpointer user_data)
{
  g_mutex_lock (data);
  g_mutex_unlock (data);
}

static void
gate_func (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  wait_for_gate (task_data, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
push_gate (ExmWorker *worker,
           Fixture   *fixture,
           GMutex    *gate)
{
  GTask *task = g_task_new (NULL, NULL, done_cb, fixture);

  g_task_set_task_data (task, gate, NULL);
  fixture->n_open++;
  exm_worker_queue (worker, G_MININT, gate_func, task);
}

static void
test_order (void)
{
  g_autoptr(ExmWorker) worker = exm_worker_new ("order");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Fixture fixture = { g_string_new (NULL) };
  GMutex  gate;

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  push_gate (worker, &fixture, &gate);
  push (worker, &fixture, 'c', 0, NULL);
  push (worker, &fixture, 'e', 100, NULL);
  push (worker, &fixture, 'd', 0, NULL);
  push (worker, &fixture, 'a', -100, NULL);
  push (worker, &fixture, 'f', 100, NULL);
  push (worker, &fixture, 'X', 0, cancellable);
  push (worker, &fixture, 'b', -100, NULL);
  g_cancellable_cancel (cancellable);
  g_mutex_unlock (&gate);
  drain (&fixture);

  g_assert_cmpstr (fixture.log->str, ==, "abcdef");
  g_assert_cmpuint (fixture.n_cancelled, ==, 1);
  g_string_free (fixture.log, TRUE);
  g_mutex_clear (&gate);
}

static void
test_stop (void)
{
  g_autoptr(ExmWorker) worker = exm_worker_new ("stop");
  Fixture fixture = { g_string_new (NULL) };

  for (guint i = 0; i < 20; i++)
    push (worker, &fixture, (char)('a' + i), 0, NULL);
  exm_worker_stop (worker);
  /* All that was queued has run before stop came back. */
  g_assert_cmpstr (fixture.log->str, ==, "abcdefghijklmnopqrst");

  push (worker, &fixture, 'X', 0, NULL);
  drain (&fixture);
  g_assert_cmpstr (fixture.log->str, ==, "abcdefghijklmnopqrst");
  g_assert_cmpuint (fixture.n_closed, ==, 1);
  exm_worker_stop (worker);
  g_string_free (fixture.log, TRUE);
}

static void
look_around (gpointer data,
             gpointer user_data)
{
  ExmWorker *worker = data;
  GThread  **thread = user_data;

  g_assert_true (exm_worker_is_current (worker));
  *thread = g_thread_self ();
}

static void
test_run_sync (void)
{
  g_autoptr(ExmWorker) worker = exm_worker_new ("sync");
  GThread *first = NULL;
  GThread *second = NULL;

  g_assert_false (exm_worker_is_current (worker));
  exm_worker_run_sync (worker, look_around, worker, &first);
  exm_worker_run_sync (worker, look_around, worker, &second);
  g_assert_nonnull (first);
  g_assert_true (first == second);
  g_assert_true (first != g_thread_self ());
}

static void
drop_func (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  g_object_unref (task_data);
  g_task_return_boolean (task, TRUE);
}

/* The last reference may go on the worker itself. */
static void
test_drop_inside (void)
{
  ExmWorker *worker = exm_worker_new ("drop");
  Fixture    fixture = { g_string_new (NULL) };
  GTask     *task = g_task_new (NULL, NULL, done_cb, &fixture);

  fixture.n_open++;
  g_task_set_task_data (task, worker, NULL);
  exm_worker_queue (worker, 0, drop_func, task);
  drain (&fixture);
  g_string_free (fixture.log, TRUE);
}

/* The source object of a task dies in the context that asked, never on the worker. */
static void
note_thread (gpointer data,
             GObject *where)
{
  *(GThread **)data = g_thread_self ();
}

static void
test_release_thread (void)
{
  g_autoptr(ExmWorker) worker = exm_worker_new ("release");

  for (guint i = 0; i < 200; i++)
    {
      Fixture  fixture = { g_string_new (NULL) };
      GObject *source = g_object_new (G_TYPE_OBJECT, NULL);
      GThread *thread = NULL;
      GTask   *task;
      Job     *job = g_new (Job, 1);

      g_object_weak_ref (source, note_thread, &thread);
      task = g_task_new (source, NULL, done_cb, &fixture);
      job->fixture = &fixture;
      job->name = 'x';
      g_task_set_task_data (task, job, g_free);
      fixture.n_open++;
      exm_worker_queue (worker, 0, log_func, task);
      g_object_unref (source);
      while (thread == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (thread == g_thread_self ());
      g_string_free (fixture.log, TRUE);
    }
}

/* --- a prompt one ------------------------------------------------------------------------ */

#ifdef __linux__
/* The kernel's struct sched_attr as numbers: sched_setattr(2). */
#define RUNTIME 3

typedef struct
{
  guint64  attr[6];
  gboolean is_known;
} ExmSlices;

static void
look_func (gpointer data,
           gpointer user_data)
{
  ExmSlices *slices = data;

  slices->is_known = syscall (SYS_sched_getattr, 0, slices->attr, sizeof slices->attr, 0) == 0;
}

static void
look_at (ExmWorker *worker,
         ExmSlices *slices)
{
  exm_worker_run_sync (worker, look_func, slices, NULL);
}

static void
test_prompt (void)
{
  g_autoptr(ExmWorker) usual = exm_worker_new ("usual");
  g_autoptr(ExmWorker) prompt = exm_worker_new_prompt ("prompt");
  ExmSlices one = { { 0 } };
  ExmSlices other = { { 0 } };

  look_at (usual, &one);
  look_at (prompt, &other);
  if (!one.is_known || !other.is_known || one.attr[RUNTIME] == 0)
    {
      g_test_skip ("this kernel knows no slices of usual threads");
      return;
    }
  g_assert_cmpuint (other.attr[RUNTIME], ==, 100000);
  g_assert_cmpuint (other.attr[RUNTIME], <, one.attr[RUNTIME]);
  /* Policy, flags, niceness and priority are those of all. */
  for (guint i = 0; i < RUNTIME; i++)
    g_assert_cmpuint (other.attr[i], ==, one.attr[i]);
}
#endif

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/worker/order", test_order);
  g_test_add_func ("/core/worker/stop", test_stop);
  g_test_add_func ("/core/worker/run-sync", test_run_sync);
  g_test_add_func ("/core/worker/drop-inside", test_drop_inside);
  g_test_add_func ("/core/worker/release-thread", test_release_thread);
#ifdef __linux__
  g_test_add_func ("/core/worker/prompt", test_prompt);
#endif
  return g_test_run ();
}
