/* exm-submit-run.c - a submission on its way, step by step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-run.h"

#include <glib/gi18n-lib.h>

#include "exm-jobs.h"
#include "exm-submit-link-private.h"
#include "exm-submit-work-private.h"

/* The run is what the window holds; the work is what the thread holds. The thread
 * never has a strong reference to the run, so that closing a window ends it:
 *
 *   run ──► work ◄── thread
 *    ▲        └─ report ─► link.news (under its lock) ─► one idle source ─┐
 *    └──────────────── weak reference ◄───────────────────────────────────┘
 *
 * News that come faster than the main loop takes them replace each other.
 */

struct _ExmSubmitRun
{
  GObject parent_instance;

  ExmSubmitWork *work;
  ExmSubmitLink *link;
  ExmSubmission *submission;
  char          *resumes; /* request id, nullable */
  GPtrArray     *curves;
  GError        *error;
  char          *message;
  double         fraction;
  gint64         rate;
  int            remaining;
  gint64         expected;
  ExmSubmitStep  step;
  ExmTuningState job_state;

  guint running : 1;
  guint waiting : 1;
  guint started : 1;
};

enum
{
  PROP_0,
  PROP_RUNNING,
  PROP_WAITING,
  PROP_STEP,
  PROP_FRACTION,
  PROP_MESSAGE,
  PROP_RATE,
  PROP_REMAINING,
  PROP_JOB_STATE,
  PROP_SUBMISSION,
  N_PROPS
};

enum
{
  SIGNAL_CURVES_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmSubmitRun, exm_submit_run, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

/* --- in the owner's thread ----------------------------------------------------------- */

#define TAKE(field, property)                                             \
  G_STMT_START                                                            \
  {                                                                       \
    if (self->field != news->field)                                       \
      {                                                                   \
        self->field = news->field;                                        \
        g_object_notify_by_pspec (G_OBJECT (self), properties[property]); \
      }                                                                   \
  }                                                                       \
  G_STMT_END

static void
take_submission (ExmSubmitRun  *self,
                 ExmSubmission *submission)
{
  if (submission == self->submission)
    return;
  g_clear_pointer (&self->submission, exm_submission_unref);
  self->submission = submission != NULL ? exm_submission_ref (submission) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBMISSION]);
  if (submission != NULL && submission->state != self->job_state)
    {
      self->job_state = submission->state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB_STATE]);
    }
}

static void
take_curves (ExmSubmitRun *self,
             GPtrArray    *curves)
{
  if (curves == NULL || curves == self->curves || (curves->len == 0 && self->curves->len == 0))
    return;
  g_ptr_array_unref (self->curves);
  self->curves = g_ptr_array_ref (curves);
  g_signal_emit (self, signals[SIGNAL_CURVES_CHANGED], 0);
}

static void
apply_news (ExmSubmitRun          *self,
            const ExmSubmitReport *news)
{
  g_object_ref (self);
  take_submission (self, news->submission);
  TAKE (step, PROP_STEP);
  if (g_strcmp0 (self->message, news->message) != 0)
    {
      g_free (self->message);
      self->message = g_strdup (news->message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
  if (self->fraction < news->fraction || self->fraction > news->fraction)
    {
      self->fraction = news->fraction;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
    }
  TAKE (rate, PROP_RATE);
  TAKE (remaining, PROP_REMAINING);
  self->expected = news->expected;
  if (self->waiting != (news->waiting != FALSE))
    {
      self->waiting = news->waiting != FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
    }
  take_curves (self, news->curves);
  g_object_unref (self);
}

static void
finish (ExmSubmitRun *self,
        const GError *error)
{
  g_object_ref (self);
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->running = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
  g_object_unref (self);
}

/* --- thread ------------------------------------------------------------------------------- */

typedef struct
{
  ExmSubmitWork *work;
  ExmSubmitLink *link;
  char          *busy;
} Thread;

static gpointer
thread_main (gpointer data)
{
  Thread *thread = data;
  GError *error = NULL;

  _exm_submit_work_run (thread->work, &error);
  if (thread->busy != NULL)
    _exm_submit_leave_busy (thread->busy);
  _exm_submit_link_over (thread->link, error);

  _exm_submit_work_unref (thread->work);
  _exm_submit_link_unref (thread->link);
  g_free (thread->busy);
  g_free (thread);
  return NULL;
}

/* --- object ------------------------------------------------------------------------------ */

static void
exm_submit_run_dispose (GObject *object)
{
  ExmSubmitRun *self = EXM_SUBMIT_RUN (object);

  if (self->work != NULL)
    _exm_submit_work_stop (self->work);
  g_clear_pointer (&self->work, _exm_submit_work_unref);
  g_clear_pointer (&self->link, _exm_submit_link_unref);

  G_OBJECT_CLASS (exm_submit_run_parent_class)->dispose (object);
}

static void
exm_submit_run_finalize (GObject *object)
{
  ExmSubmitRun *self = EXM_SUBMIT_RUN (object);

  g_clear_pointer (&self->submission, exm_submission_unref);
  g_ptr_array_unref (self->curves);
  g_clear_error (&self->error);
  g_free (self->message);
  g_free (self->resumes);

  G_OBJECT_CLASS (exm_submit_run_parent_class)->finalize (object);
}

static void
exm_submit_run_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ExmSubmitRun *self = EXM_SUBMIT_RUN (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_WAITING:
      g_value_set_boolean (value, self->waiting);
      break;
    case PROP_STEP:
      g_value_set_enum (value, (int)self->step);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_RATE:
      g_value_set_int64 (value, self->rate);
      break;
    case PROP_REMAINING:
      g_value_set_int (value, self->remaining);
      break;
    case PROP_JOB_STATE:
      g_value_set_int (value, (int)self->job_state);
      break;
    case PROP_SUBMISSION:
      g_value_set_boxed (value, self->submission);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_submit_run_class_init (ExmSubmitRunClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = exm_submit_run_dispose;
  object_class->finalize = exm_submit_run_finalize;
  object_class->get_property = exm_submit_run_get_property;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_WAITING] = g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  properties[PROP_STEP] = g_param_spec_enum ("step", NULL, NULL, EXM_TYPE_SUBMIT_STEP, EXM_SUBMIT_FREEZE, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_RATE] = g_param_spec_int64 ("rate", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_REMAINING] = g_param_spec_int ("remaining", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_JOB_STATE] = g_param_spec_int ("job-state", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_SUBMISSION] = g_param_spec_boxed ("submission", NULL, NULL, EXM_TYPE_SUBMISSION, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CURVES_CHANGED] = g_signal_new ("curves-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
exm_submit_run_init (ExmSubmitRun *self)
{
  self->curves = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_curve_free);
  self->fraction = -1;
  self->remaining = -1;
  self->expected = -1;
}

/* --- public ------------------------------------------------------------------------------- */

static ExmSubmitRun *
run_new (ExmDataset   *dataset,
         ExmGoogle    *google,
         ExmCatalogue *catalogue)
{
  ExmSubmitRun *self = g_object_new (EXM_TYPE_SUBMIT_RUN, NULL);

  self->work = _exm_submit_work_new (dataset, google, catalogue);
  self->work->n_expected = exm_dataset_get_stats (dataset)->n_examples;
  self->work->n_tokens = exm_dataset_get_stats (dataset)->tokens_ready;
  self->link = _exm_submit_link_new (self, apply_news, finish);
  self->work->report_func = _exm_submit_link_report;
  self->work->report_data = self->link;
  return self;
}

/* What is left open follows from the account and the model. */
static ExmSubmitOptions *
complete_options (const ExmSubmitOptions *options,
                  ExmGoogle              *google,
                  ExmCatalogue           *catalogue)
{
  ExmSubmitOptions   *own = exm_submit_options_copy (options);
  const ExmBaseModel *model = own->base_model != NULL ? exm_catalogue_find (catalogue, own->base_model) : NULL;

  if (own->project == NULL && exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE)
    own->project = g_strdup (EXM_SUBMIT_PRACTICE_PROJECT);
  if (own->location == NULL && model != NULL && model->regions[0] != NULL)
    own->location = g_strdup (model->regions[0]);
  if (own->location == NULL)
    own->location = g_strdup (EXM_SUBMIT_PRACTICE_LOCATION);
  return own;
}

ExmSubmitRun *
exm_submit_run_new (ExmDataset             *dataset,
                    ExmGoogle              *google,
                    ExmCatalogue           *catalogue,
                    const ExmSubmitOptions *options)
{
  ExmSubmitRun *self;

  g_return_val_if_fail (EXM_IS_DATASET (dataset) && EXM_IS_GOOGLE (google), NULL);
  g_return_val_if_fail (EXM_IS_CATALOGUE (catalogue) && options != NULL, NULL);

  self = run_new (dataset, google, catalogue);
  self->work->options = complete_options (options, google, catalogue);
  if (options->training_uri != NULL)
    self->work->task = exm_task_copy (exm_dataset_get_task (dataset));
  return self;
}

ExmSubmitRun *
exm_submit_run_new_resume (ExmDataset    *dataset,
                           ExmGoogle     *google,
                           ExmCatalogue  *catalogue,
                           ExmSubmission *submission)
{
  ExmSubmitRun *self;

  g_return_val_if_fail (EXM_IS_DATASET (dataset) && EXM_IS_GOOGLE (google), NULL);
  g_return_val_if_fail (submission != NULL, NULL);

  self = run_new (dataset, google, catalogue);
  self->work->id = submission->id;
  self->resumes = g_strdup (submission->request_id);
  self->submission = exm_submission_ref (submission);
  self->step = submission->step;
  self->job_state = submission->state;
  take_curves (self, submission->curves);
  return self;
}

static char *
busy_key (ExmDataset *dataset,
          const char *request_id)
{
  g_autofree char *uri = g_file_get_uri (exm_dataset_get_file (dataset));

  return g_strconcat (request_id, " ", uri, NULL);
}

/* What can be said in the owner's thread before the work begins. */
static gboolean
prepare (ExmSubmitRun *self,
         char        **key,
         GError      **error)
{
  if (self->resumes == NULL)
    {
      if (!exm_submit_options_check (self->work->options, self->work->catalogue,
                                     exm_dataset_get_stats (self->work->dataset), error))
        return FALSE;
      if (self->work->options->project == NULL)
        {
          g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION, _("Choose a project"));
          return FALSE;
        }
      return TRUE;
    }
  *key = busy_key (self->work->dataset, self->resumes);
  if (_exm_submit_take_busy (*key))
    return TRUE;
  g_clear_pointer (key, g_free);
  g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_BUSY, _("This tuning job is already under way"));
  return FALSE;
}

void
exm_submit_run_start (ExmSubmitRun *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;
  Thread          *thread;

  g_return_if_fail (EXM_IS_SUBMIT_RUN (self));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  self->running = TRUE;
  _exm_submit_link_attach (self->link);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  if (!prepare (self, &key, &error))
    {
      _exm_submit_link_over (self->link, g_steal_pointer (&error));
      return;
    }
  thread = g_new0 (Thread, 1);
  thread->work = _exm_submit_work_ref (self->work);
  thread->link = _exm_submit_link_ref (self->link);
  thread->busy = g_steal_pointer (&key);
  g_thread_unref (g_thread_new ("exm-submit", thread_main, thread));
}

static void
stop_cb (GCancellable *cancellable,
         gpointer      user_data)
{
  _exm_submit_work_stop (user_data);
}

gboolean
exm_submit_run_run_sync (ExmSubmitRun *self,
                         gboolean      follow,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *key = NULL;
  gulong           handler = 0;

  g_return_val_if_fail (EXM_IS_SUBMIT_RUN (self), FALSE);
  g_return_val_if_fail (!self->started, FALSE);

  self->started = TRUE;
  self->running = TRUE;
  self->work->follow = follow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  if (prepare (self, &key, &local))
    {
      if (cancellable != NULL)
        handler = g_cancellable_connect (cancellable, G_CALLBACK (stop_cb), _exm_submit_work_ref (self->work),
                                         (GDestroyNotify)_exm_submit_work_unref);
      _exm_submit_work_run (self->work, &local);
      g_cancellable_disconnect (cancellable, handler);
      if (key != NULL)
        _exm_submit_leave_busy (key);
    }
  finish (self, local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

void
exm_submit_run_cancel (ExmSubmitRun *self)
{
  g_return_if_fail (EXM_IS_SUBMIT_RUN (self));

  if (self->work != NULL)
    _exm_submit_work_cancel (self->work);
}

void
exm_submit_run_stop (ExmSubmitRun *self)
{
  g_return_if_fail (EXM_IS_SUBMIT_RUN (self));

  if (self->work != NULL)
    _exm_submit_work_stop (self->work);
}

void
exm_submit_run_set_pace (ExmSubmitRun        *self,
                         const ExmSubmitPace *pace)
{
  g_return_if_fail (EXM_IS_SUBMIT_RUN (self));
  g_return_if_fail (!self->started);

  self->work->pace = *pace;
}

gboolean
exm_submit_run_is_running (ExmSubmitRun *self)
{
  return self->running;
}

gboolean
exm_submit_run_is_waiting (ExmSubmitRun *self)
{
  return self->waiting;
}

ExmSubmitStep
exm_submit_run_get_step (ExmSubmitRun *self)
{
  return self->step;
}

double
exm_submit_run_get_fraction (ExmSubmitRun *self)
{
  return self->fraction;
}

const char *
exm_submit_run_get_message (ExmSubmitRun *self)
{
  return self->message;
}

gint64
exm_submit_run_get_rate (ExmSubmitRun *self)
{
  return self->rate;
}

int
exm_submit_run_get_remaining (ExmSubmitRun *self)
{
  return self->remaining;
}

gint64
exm_submit_run_get_expected (ExmSubmitRun *self)
{
  return self->expected;
}

ExmTuningState
exm_submit_run_get_job_state (ExmSubmitRun *self)
{
  return self->job_state;
}

ExmSubmission *
exm_submit_run_get_submission (ExmSubmitRun *self)
{
  return self->submission;
}

GPtrArray *
exm_submit_run_get_curves (ExmSubmitRun *self)
{
  return self->curves;
}

const GError *
exm_submit_run_get_error (ExmSubmitRun *self)
{
  return self->error;
}

ExmDataset *
exm_submit_run_get_dataset (ExmSubmitRun *self)
{
  return self->work != NULL ? self->work->dataset : NULL;
}

ExmGoogle *
exm_submit_run_get_google (ExmSubmitRun *self)
{
  return self->work != NULL ? self->work->google : NULL;
}
