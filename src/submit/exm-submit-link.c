/* exm-submit-link.c - the way from a working thread back to its run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-link-private.h"

struct _ExmSubmitLink
{
  int                 ref_count;
  GWeakRef            run;
  GMainContext       *context; /* nullable: reports are taken in the calling thread */
  GMutex              lock;
  gboolean            pending;
  ExmSubmitReport     news; /* owns message, submission and curves */
  gboolean            over;
  GError             *error;
  ExmSubmitApplyFunc  apply;
  ExmSubmitFinishFunc finish;
};

ExmSubmitLink *
_exm_submit_link_new (ExmSubmitRun       *run,
                      ExmSubmitApplyFunc  apply,
                      ExmSubmitFinishFunc finish)
{
  ExmSubmitLink *self = g_new0 (ExmSubmitLink, 1);

  self->ref_count = 1;
  g_weak_ref_init (&self->run, run);
  g_mutex_init (&self->lock);
  self->apply = apply;
  self->finish = finish;
  return self;
}

ExmSubmitLink *
_exm_submit_link_ref (ExmSubmitLink *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
_exm_submit_link_unref (ExmSubmitLink *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_weak_ref_clear (&self->run);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  g_free (self->news.message);
  g_clear_pointer (&self->news.submission, exm_submission_unref);
  g_clear_pointer (&self->news.curves, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
deliver (gpointer data)
{
  ExmSubmitLink *link = data;
  g_autoptr(ExmSubmitRun) run = g_weak_ref_get (&link->run);
  g_autoptr(GError) error = NULL;
  ExmSubmitReport news;
  gboolean        over;

  g_mutex_lock (&link->lock);
  news = link->news;
  link->news = (ExmSubmitReport){ .step = news.step, .fraction = news.fraction, .remaining = news.remaining, .rate = news.rate, .expected = news.expected, .waiting = news.waiting };
  over = link->over;
  error = g_steal_pointer (&link->error);
  link->pending = FALSE;
  g_mutex_unlock (&link->lock);

  if (run != NULL && news.submission != NULL)
    link->apply (run, &news);
  if (run != NULL && over)
    link->finish (run, error);
  g_free (news.message);
  g_clear_pointer (&news.submission, exm_submission_unref);
  g_clear_pointer (&news.curves, g_ptr_array_unref);
  return G_SOURCE_REMOVE;
}

/* Lock held. */
static void
schedule (ExmSubmitLink *link)
{
  g_autoptr(GSource) source = NULL;

  if (link->pending)
    return;
  link->pending = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, deliver, _exm_submit_link_ref (link), (GDestroyNotify)_exm_submit_link_unref);
  g_source_attach (source, link->context);
}

void
_exm_submit_link_report (const ExmSubmitReport *report,
                         gpointer               user_data)
{
  ExmSubmitLink *link = user_data;

  if (report->submission == NULL)
    return;
  if (link->context == NULL)
    {
      g_autoptr(ExmSubmitRun) run = g_weak_ref_get (&link->run);

      if (run != NULL)
        link->apply (run, report);
      return;
    }
  g_mutex_lock (&link->lock);
  g_free (link->news.message);
  g_clear_pointer (&link->news.submission, exm_submission_unref);
  link->news.step = report->step;
  link->news.fraction = report->fraction;
  link->news.rate = report->rate;
  link->news.remaining = report->remaining;
  link->news.waiting = report->waiting;
  link->news.message = g_strdup (report->message);
  link->news.submission = exm_submission_ref (report->submission);
  if (report->curves != NULL)
    {
      g_clear_pointer (&link->news.curves, g_ptr_array_unref);
      link->news.curves = g_ptr_array_ref (report->curves);
    }
  schedule (link);
  g_mutex_unlock (&link->lock);
}


void
_exm_submit_link_attach (ExmSubmitLink *self)
{
  self->context = g_main_context_ref_thread_default ();
}

void
_exm_submit_link_over (ExmSubmitLink *self,
                       GError        *error)
{
  g_mutex_lock (&self->lock);
  self->over = TRUE;
  self->error = error;
  schedule (self);
  g_mutex_unlock (&self->lock);
}

/* --- who works on what ----------------------------------------------------------------- */

static GMutex      busy_lock;
static GHashTable *busy;

gboolean
_exm_submit_take_busy (const char *key)
{
  gboolean taken;

  g_mutex_lock (&busy_lock);
  if (busy == NULL)
    busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  taken = g_hash_table_add (busy, g_strdup (key));
  g_mutex_unlock (&busy_lock);
  return taken;
}

void
_exm_submit_leave_busy (const char *key)
{
  g_mutex_lock (&busy_lock);
  g_hash_table_remove (busy, key);
  if (g_hash_table_size (busy) == 0)
    g_clear_pointer (&busy, g_hash_table_unref);
  g_mutex_unlock (&busy_lock);
}
