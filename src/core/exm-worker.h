/* exm-worker.h - one named thread that runs tasks in order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EXM_TYPE_WORKER (exm_worker_get_type ())
G_DECLARE_FINAL_TYPE (ExmWorker, exm_worker, EXM, WORKER, GObject)

/**
 * ExmWorker:
 *
 * GLib's shared pool keeps no order and can be swamped; a database connection
 * wants one thread and its commands in the order given. So: one thread, a queue
 * with priorities (equal ones in order of arrival).
 */
ExmWorker *exm_worker_new (const char *name);

/**
 * exm_worker_new_prompt: for short jobs that mostly wait for the disk
 *
 * As exm_worker_new(). Whoever queues a job lets the thread go first where both share a
 * processor, and where the kernel can (Linux since 6.12) it also goes first each time that
 * the disk is done.
 */
ExmWorker *exm_worker_new_prompt (const char *name);

/**
 * exm_worker_queue:
 * @priority: as G_PRIORITY_…; smaller comes first
 * @task: (transfer full): returned from within @func, on the worker
 *
 * A task whose cancellable is cancelled before its turn is answered with
 * %G_IO_ERROR_CANCELLED and not run.
 */
void exm_worker_queue (ExmWorker      *self,
                       int             priority,
                       GTaskThreadFunc func,
                       GTask          *task);

/**
 * exm_worker_run_sync: queues @func and waits for it. Not from the worker itself.
 */
void     exm_worker_run_sync (ExmWorker *self,
                              GFunc      func,
                              gpointer   data,
                              gpointer   user_data);
gboolean exm_worker_is_current (ExmWorker *self);

/**
 * exm_worker_has_urgent: whether a task waits that is more urgent than
 * G_PRIORITY_DEFAULT; exm_worker_run_urgent() runs those. Both on the worker: a long
 * job asks now and then, so that nobody who looks at a row waits for a search.
 */
gboolean exm_worker_has_urgent (ExmWorker *self);
void     exm_worker_run_urgent (ExmWorker *self);

/**
 * exm_worker_stop: runs what is queued, then ends the thread; waits for it.
 */
void exm_worker_stop (ExmWorker *self);

G_END_DECLS
