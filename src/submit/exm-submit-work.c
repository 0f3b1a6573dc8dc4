/* exm-submit-work.c - the inside of a submission under way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-work-private.h"

#include <glib/gi18n-lib.h>

#include "exm-submit-files-private.h"
#include "exm-submit-values-private.h"

/* A step that fails for a passing reason (no network, server in trouble) is tried
 * again by itself, so often: about six minutes at Google. */
#define PATIENCE 10

static ExmSubmitHook test_hook;
static gpointer      test_hook_data;

void
_exm_submit_set_hook (ExmSubmitHook hook,
                      gpointer      user_data)
{
  test_hook = hook;
  test_hook_data = user_data;
}

void
_exm_submit_point (const char *point)
{
  if (test_hook != NULL)
    test_hook (point, test_hook_data);
}

ExmSubmitWork *
_exm_submit_work_new (ExmDataset   *dataset,
                      ExmGoogle    *google,
                      ExmCatalogue *catalogue)
{
  ExmSubmitWork *self = g_new0 (ExmSubmitWork, 1);

  self->ref_count = 1;
  self->dataset = g_object_ref (dataset);
  self->google = g_object_ref (google);
  self->catalogue = catalogue != NULL ? g_object_ref (catalogue) : NULL;
  self->practice = exm_google_get_kind (google) == EXM_ACCOUNT_PRACTICE;
  self->pace = self->practice ? (ExmSubmitPace){ 400, 1000, 3000 } : (ExmSubmitPace){ 5000, 60000, 90000 };
  self->follow = TRUE;
  self->values = _exm_values_new ();
  self->report.fraction = -1;
  self->report.remaining = -1;
  self->report.expected = -1;
  self->stop = g_cancellable_new ();
  self->interrupt = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  return self;
}

ExmSubmitWork *
_exm_submit_work_ref (ExmSubmitWork *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
_exm_submit_work_unref (ExmSubmitWork *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_object (&self->dataset);
  g_clear_object (&self->google);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->options, exm_submit_options_free);
  g_clear_pointer (&self->task, exm_task_free);
  g_hash_table_unref (self->values);
  g_clear_pointer (&self->now, exm_submission_unref);
  g_free (self->report.message);
  g_object_unref (self->stop);
  g_object_unref (self->interrupt);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self);
}

void
_exm_submit_work_stop (ExmSubmitWork *self)
{
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->stop);
  g_cancellable_cancel (self->interrupt);
}

void
_exm_submit_work_cancel (ExmSubmitWork *self)
{
  g_mutex_lock (&self->lock);
  self->cancel_asked = TRUE;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->interrupt);
}

gboolean
_exm_submit_work_is_cancelled (ExmSubmitWork *self)
{
  gboolean cancelled;

  g_mutex_lock (&self->lock);
  cancelled = self->cancel_asked;
  g_mutex_unlock (&self->lock);
  return cancelled;
}

/* A cancel that is being carried out already must not cut the waiting short. */
gboolean
_exm_submit_work_sleep (ExmSubmitWork *self,
                        guint          ms)
{
  gint64   until = g_get_monotonic_time () + (gint64)ms * 1000;
  gboolean carried_out = self->now != NULL && self->now->cancel_asked;
  gboolean whole;

  g_mutex_lock (&self->lock);
  while (!self->stopped && (carried_out || !self->cancel_asked))
    if (!g_cond_wait_until (&self->wake, &self->lock, until))
      break;
  whole = !self->stopped && (carried_out || !self->cancel_asked);
  g_mutex_unlock (&self->lock);
  return whole;
}

/* --- the record --------------------------------------------------------------------- */

GHashTable *
_exm_submit_work_begin (ExmSubmitWork *self)
{
  return _exm_values_copy (self->values);
}

static void
send_report (ExmSubmitWork *self)
{
  self->report.submission = self->now;
  if (self->report_func != NULL)
    self->report_func (&self->report, self->report_data);
}

gboolean
_exm_submit_work_commit (ExmSubmitWork *self,
                         GHashTable    *values,
                         GError       **error)
{
  g_autofree char *step = _exm_values_text (values, KEY_STEP);
  g_autofree char *before = g_strconcat ("commit:", step, NULL);
  g_autofree char *after = g_strconcat ("committed:", step, NULL);
  gint64           id;

  _exm_submit_point (before);
  id = _exm_values_store (self->dataset, EXM_SUBMISSION_KIND, self->id, self->id != 0 ? self->values : NULL, values, error);
  if (id == 0)
    return FALSE;
  _exm_submit_point (after);

  self->id = id;
  if (values != self->values)
    {
      g_hash_table_unref (self->values);
      self->values = g_hash_table_ref (values);
    }
  g_clear_pointer (&self->now, exm_submission_unref);
  self->now = _exm_submission_parse (id, self->values);
  self->report.step = self->now->step;
  send_report (self);
  return TRUE;
}

gboolean
_exm_submit_work_next (ExmSubmitWork *self,
                       GHashTable    *values,
                       ExmSubmitStep  step,
                       const char    *state,
                       GError       **error)
{
  g_autoptr(GHashTable) own = values;

  _exm_values_put (own, KEY_STEP, exm_submit_step_get_nick (step));
  _exm_values_put (own, KEY_STATE, state);
  /* An obstacle is overcome; the reason for an end stays. */
  if (step != EXM_SUBMIT_ENDED)
    _exm_values_put (own, KEY_ERROR, NULL);
  if (step == EXM_SUBMIT_ENDED)
    {
      if (!g_hash_table_contains (own, KEY_ENDED))
        _exm_values_put_int (own, KEY_ENDED, g_get_real_time () / G_USEC_PER_SEC);
      /* Before the record says so: afterwards nobody would come back for them. */
      _exm_submit_files_remove (self->now->request_id);
    }
  self->report.fraction = -1;
  self->report.rate = 0;
  self->report.remaining = -1;
  self->report.waiting = FALSE;
  self->began = 0;
  g_free (self->report.message);
  self->report.message = g_strdup (exm_submit_step_get_words (step));
  return _exm_submit_work_commit (self, own, error);
}

gboolean
_exm_submit_work_again (ExmSubmitWork *self,
                        GError       **error)
{
  static const char *const stale[] = {
    KEY_SNAPSHOT_LINES, KEY_SNAPSHOT_BYTES, KEY_TRAIN_COUNT, KEY_TRAIN_BYTES, KEY_TRAIN_LINES, KEY_TRAIN_OBJECT,
    KEY_TRAIN_GENERATION, KEY_TRAIN_CRC32C, KEY_TRAIN_URI, KEY_VALID_COUNT, KEY_VALID_BYTES, KEY_VALID_LINES,
    KEY_VALID_OBJECT, KEY_VALID_GENERATION, KEY_VALID_CRC32C, KEY_VALID_URI
  };
  g_autofree char *request_id = g_uuid_string_random ();
  GHashTable      *values;

  g_debug ("Files of a submission have gone: it is prepared anew");
  _exm_submit_remove_objects (self);
  _exm_submit_files_remove (self->now->request_id);
  values = _exm_submit_work_begin (self);
  for (guint i = 0; i < G_N_ELEMENTS (stale); i++)
    _exm_values_put (values, stale[i], NULL);
  _exm_values_put (values, KEY_REQUEST_ID, request_id);
  return _exm_submit_work_next (self, values, EXM_SUBMIT_FREEZE, "PREPARING", error);
}

/* --- telling -------------------------------------------------------------------------- */

void
_exm_submit_work_tell (ExmSubmitWork *self,
                       double         fraction,
                       const char    *message)
{
  self->report.fraction = fraction;
  self->report.waiting = FALSE;
  if (message != NULL && g_strcmp0 (message, self->report.message) != 0)
    {
      g_free (self->report.message);
      self->report.message = g_strdup (message);
    }
  send_report (self);
}

void
_exm_submit_work_tell_bytes (ExmSubmitWork *self,
                             gint64         done,
                             gint64         total,
                             gint64         rate)
{
  g_autofree char *sent = g_format_size ((guint64)done);
  g_autofree char *all = g_format_size ((guint64)total);
  /* Translators: both are sizes such as "1.2 MB" */
  g_autofree char *message = g_strdup_printf (_("Sending the examples: %s of %s"), sent, all);

  self->report.rate = rate;
  self->report.remaining = rate > 0 ? (int)((total - done + rate - 1) / rate) : -1;
  _exm_submit_work_tell (self, total > 0 ? (double)done / (double)total : 1, message);
}

void
_exm_submit_work_tell_waiting (ExmSubmitWork *self,
                               const GError  *error)
{
  g_free (self->report.message);
  /* Translators: %s is a sentence that says what went wrong, without a full stop */
  self->report.message = g_strdup_printf (_("%s. It will be tried again"), error->message);
  self->report.waiting = TRUE;
  self->report.rate = 0;
  self->report.remaining = -1;
  send_report (self);
}

/* --- from where it stands to the end ----------------------------------------------------- */

static gboolean
start_record (ExmSubmitWork *self,
              GError       **error)
{
  const ExmSubmitOptions *options = self->options;
  g_autofree char        *request_id = g_uuid_string_random ();
  GHashTable             *values;

  values = _exm_submit_work_begin (self);
  _exm_values_put (values, KEY_REQUEST_ID, request_id);
  _exm_values_put_int (values, KEY_CREATED, g_get_real_time () / G_USEC_PER_SEC);
  _exm_values_put (values, KEY_ACCOUNT, self->practice ? "practice" : "google");
  _exm_values_put (values, KEY_PROJECT, options->project);
  _exm_values_put (values, KEY_LOCATION, options->location);
  _exm_values_put (values, KEY_BUCKET, options->bucket);
  _exm_values_put (values, KEY_BASE_MODEL, options->base_model);
  _exm_values_put (values, KEY_DISPLAY_NAME, options->display_name);
  _exm_values_put_int (values, KEY_VALIDATION_PERCENT, options->validation_percent);
  _exm_values_put_int (values, KEY_SEED, (gint64)(options->seed != 0 ? options->seed : EXM_SPLIT_SEED));
  _exm_values_put_int (values, KEY_EPOCHS, options->epochs);
  _exm_values_put_int (values, KEY_ADAPTER_SIZE, options->adapter_size);
  _exm_values_put_double (values, KEY_LEARNING_RATE, options->learning_rate_multiplier);
  _exm_values_put (values, KEY_PRE_TUNED_MODEL, options->pre_tuned_model);
  _exm_values_put (values, KEY_PRE_TUNED_CHECKPOINT, options->pre_tuned_checkpoint);
  if (options->training_uri == NULL)
    return _exm_submit_work_next (self, values, EXM_SUBMIT_FREEZE, "PREPARING", error);

  /* The files are there already: nothing to freeze, split, write or send. */
  _exm_values_put_int (values, KEY_GIVEN_FILES, 1);
  _exm_values_put (values, KEY_TRAIN_URI, options->training_uri);
  _exm_values_put (values, KEY_VALID_URI, options->validation_uri);
  if (self->task != NULL)
    {
      _exm_values_put (values, KEY_SYSTEM, self->task->system_instruction);
      _exm_values_put (values, KEY_INPUT_TEMPLATE, self->task->input_template);
      _exm_values_put (values, KEY_OUTPUT_TEMPLATE, self->task->output_template);
    }
  return _exm_submit_work_next (self, values, EXM_SUBMIT_CREATE, "CREATING", error);
}

static gboolean
load_record (ExmSubmitWork *self,
             GError       **error)
{
  g_autoptr(GHashTable) values = exm_dataset_get_record_sync (self->dataset, EXM_SUBMISSION_KIND, self->id, error);

  if (values == NULL)
    return FALSE;
  if (!g_hash_table_contains (values, KEY_REQUEST_ID))
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND, _("There is no such tuning job in this dataset"));
      return FALSE;
    }
  g_hash_table_unref (self->values);
  self->values = _exm_values_copy (values);
  self->now = _exm_submission_parse (self->id, self->values);
  if (self->now->practice != self->practice)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_ACCOUNT,
                           self->now->practice ? _("This tuning job belongs to the practice service")
                                               : _("This tuning job belongs to a Google account"));
      return FALSE;
    }
  if (self->now->cancel_asked)
    _exm_submit_work_cancel (self);
  self->report.step = self->now->step;
  _exm_submit_work_tell (self, -1, exm_submit_step_get_words (self->now->step));
  return TRUE;
}

static gboolean
run_step (ExmSubmitWork *self,
          GError       **error)
{
  switch (self->now->step)
    {
    case EXM_SUBMIT_FREEZE:
      return _exm_submit_freeze (self, error);
    case EXM_SUBMIT_SPLIT:
      return _exm_submit_split (self, error);
    case EXM_SUBMIT_WRITE:
      return _exm_submit_write (self, error);
    case EXM_SUBMIT_BUCKET:
      return _exm_submit_bucket (self, error);
    case EXM_SUBMIT_UPLOAD:
      return _exm_submit_upload (self, error);
    case EXM_SUBMIT_CREATE:
      return _exm_submit_create (self, error);
    case EXM_SUBMIT_FOLLOW:
      return _exm_submit_follow (self, error);
    case EXM_SUBMIT_ENDED:
    default:
      return TRUE;
    }
}

/* Before the job was asked for there is nothing to cancel but our own files; after
 * that the job is, and is then followed to its end like any other. */
static gboolean
carry_out_cancel (ExmSubmitWork *self,
                  GError       **error)
{
  g_autoptr(GHashTable) values = _exm_submit_work_begin (self);
  GHashTable *ended;

  _exm_values_put_int (values, KEY_CANCEL_ASKED, 1);
  if (!_exm_submit_work_commit (self, values, error))
    return FALSE;
  if (self->now->step == EXM_SUBMIT_CREATE && g_hash_table_contains (self->values, KEY_CREATE_SENT))
    {
      if (!_exm_submit_settle (self, error))
        return FALSE;
      if (self->now->step == EXM_SUBMIT_FOLLOW)
        return TRUE;
    }
  if (self->now->step >= EXM_SUBMIT_FOLLOW)
    return TRUE;
  _exm_submit_work_tell (self, -1, _("Cancelling"));
  _exm_submit_remove_objects (self);
  ended = _exm_submit_work_begin (self);
  _exm_values_put (ended, KEY_ERROR, NULL);
  return _exm_submit_work_next (self, ended, EXM_SUBMIT_ENDED, "JOB_STATE_CANCELLED", error);
}

/* Finding the bucket and sending the files are waited for however long the network
 * is away (a lid that is closed, a night without): nothing is lost or paid for by
 * that, and going on is what was asked for. The practice service runs on this very
 * computer: when it does not answer it will not by itself. */
static gboolean
is_patient (ExmSubmitWork *self)
{
  return !self->practice && (self->now->step == EXM_SUBMIT_BUCKET || self->now->step == EXM_SUBMIT_UPLOAD);
}

/* %TRUE: the step is to be run again. */
static gboolean
forgive (ExmSubmitWork *self,
         GError       **error,
         guint         *n_tries)
{
  guint ms;

  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* By the user, not by leaving: the loop carries it out. */
      if (g_cancellable_is_cancelled (self->stop) || !_exm_submit_work_is_cancelled (self))
        return FALSE;
      g_clear_error (error);
      return TRUE;
    }
  if (!exm_cloud_error_is_transient (*error) || (++*n_tries > PATIENCE && !is_patient (self)))
    return FALSE;
  _exm_submit_work_tell_waiting (self, *error);
  ms = MIN (self->pace.max_poll_ms, self->pace.first_poll_ms << MIN (*n_tries, 6));
  g_clear_error (error);
  if (!_exm_submit_work_sleep (self, ms) && g_cancellable_set_error_if_cancelled (self->stop, error))
    return FALSE;
  return TRUE;
}

static void
write_down_error (ExmSubmitWork *self,
                  const GError  *error)
{
  g_autoptr(GHashTable) values = NULL;
  g_autoptr(GError) local = NULL;
  const char *advice = exm_cloud_error_get_advice (error);

  if (self->id == 0 || error->domain == EXM_DATA_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  values = _exm_submit_work_begin (self);
  if (advice != NULL)
    {
      g_autofree char *text = g_strdup_printf ("%s. %s", error->message, advice);

      _exm_values_put (values, KEY_ERROR, text);
    }
  else
    _exm_values_put (values, KEY_ERROR, error->message);
  if (!_exm_submit_work_commit (self, values, &local))
    g_warning ("Cannot record why a submission stopped: %s", local->message);
}

gboolean
_exm_submit_work_run (ExmSubmitWork *self,
                      GError       **error)
{
  GError       *local = NULL;
  guint         n_tries = 0;
  ExmSubmitStep step;

  if (!(self->id == 0 ? start_record (self, error) : load_record (self, error)))
    return FALSE;
  step = self->now->step;
  while (self->now->step != EXM_SUBMIT_ENDED)
    {
      gboolean done;

      if (g_cancellable_set_error_if_cancelled (self->stop, error))
        return FALSE;
      if (!self->follow && self->now->step == EXM_SUBMIT_FOLLOW)
        return TRUE;
      if (_exm_submit_work_is_cancelled (self) && (!self->now->cancel_asked || self->now->step < EXM_SUBMIT_FOLLOW))
        done = carry_out_cancel (self, &local);
      else
        done = run_step (self, &local);
      if (self->now->step != step)
        n_tries = 0;
      step = self->now->step;
      if (!done && !forgive (self, &local, &n_tries))
        {
          write_down_error (self, local);
          g_propagate_error (error, local);
          return FALSE;
        }
    }
  return TRUE;
}
