/* exm-cli-job.c - exemplar jobs JOB: one tuning job with its settings and figures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-curves.h"
#include "exm-jobs.h"

#include <glib/gi18n-lib.h>

/* Columns of the longest bar of a histogram. */
#define BAR_WIDTH 40

/* --- JSON -------------------------------------------------------------------------- */

static void
write_spread (ExmJsonWriter         *writer,
              const char            *name,
              const ExmTuningSpread *spread)
{
  if (!spread->known)
    {
      exm_json_writer_null (writer, name);
      return;
    }
  exm_json_writer_begin_object (writer, name);
  exm_json_writer_double (writer, "sum", spread->sum);
  exm_json_writer_double (writer, "billable_sum", spread->billable_sum);
  exm_json_writer_double (writer, "min", spread->min);
  exm_json_writer_double (writer, "max", spread->max);
  exm_json_writer_double (writer, "mean", spread->mean);
  exm_json_writer_double (writer, "median", spread->median);
  exm_json_writer_double (writer, "p5", spread->p5);
  exm_json_writer_double (writer, "p95", spread->p95);
  exm_json_writer_begin_array (writer, "histogram");
  for (guint i = 0; spread->buckets != NULL && i < spread->buckets->len; i++)
    {
      const ExmTuningBucket *bucket = &g_array_index (spread->buckets, ExmTuningBucket, i);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_double (writer, "count", bucket->count);
      exm_json_writer_double (writer, "left", bucket->left);
      exm_json_writer_double (writer, "right", bucket->right);
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
  exm_json_writer_end (writer);
}

static const ExmDroppedRow *
find_dropped_row (const ExmSubmission *submission,
                  gint64               line)
{
  for (guint i = 0; submission != NULL && i < submission->dropped->len; i++)
    {
      const ExmDroppedRow *row = g_ptr_array_index (submission->dropped, i);

      if (row->line == line)
        return row;
    }
  return NULL;
}

static void
write_dropped (ExmJsonWriter   *writer,
               const ExmCliJob *found)
{
  const ExmTuningStats *stats = &found->job->stats;

  exm_json_writer_begin_array (writer, "dropped_lines");
  for (guint i = 0; stats->dropped_lines != NULL && i < stats->dropped_lines->len; i++)
    {
      const gint64         line = g_array_index (stats->dropped_lines, gint64, i);
      const ExmDroppedRow *row = find_dropped_row (found->submission, line);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_int64 (writer, "line", line);
      exm_json_writer_string (writer, "reason", i < stats->dropped_reasons->len ? g_ptr_array_index (stats->dropped_reasons, i) : NULL);
      if (row != NULL && row->row != 0)
        exm_json_writer_int64 (writer, "row", row->row);
      else
        exm_json_writer_null (writer, "row");
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
}

static void
write_stats (ExmJsonWriter   *writer,
             const ExmCliJob *found)
{
  const ExmTuningStats *stats = &found->job->stats;

  if (!stats->known)
    {
      exm_json_writer_null (writer, "stats");
      return;
    }
  exm_json_writer_begin_object (writer, "stats");
  exm_json_writer_int64 (writer, "examples", stats->examples);
  exm_json_writer_int64 (writer, "characters", stats->characters);
  exm_json_writer_int64 (writer, "billable_tokens", stats->billable_tokens);
  exm_json_writer_int64 (writer, "steps", stats->steps);
  exm_json_writer_int64 (writer, "dropped", stats->dropped);
  write_dropped (writer, found);
  write_spread (writer, "input_tokens", &stats->input_tokens);
  write_spread (writer, "output_tokens", &stats->output_tokens);
  write_spread (writer, "messages", &stats->messages);
  exm_json_writer_end (writer);
}

static void
write_curves (ExmJsonWriter *writer,
              GPtrArray     *curves)
{
  exm_json_writer_begin_array (writer, "curves");
  for (guint i = 0; curves != NULL && i < curves->len; i++)
    {
      const ExmCurve *curve = g_ptr_array_index (curves, i);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_string (writer, "name", curve->name);
      exm_json_writer_begin_array (writer, "points");
      for (guint j = 0; j < curve->points->len; j++)
        {
          const ExmCurvePoint *point = &g_array_index (curve->points, ExmCurvePoint, j);

          exm_json_writer_begin_object (writer, NULL);
          exm_json_writer_int64 (writer, "step", point->step);
          exm_json_writer_double (writer, "value", point->value);
          exm_json_writer_end (writer);
        }
      exm_json_writer_end (writer);
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
}

static void
print_json (const ExmCliJob *found,
            GPtrArray       *curves)
{
  const ExmTuningJob *job = found->job;
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_begin_object (&writer, "job");
  _exm_cli_write_job (&writer, job);
  exm_json_writer_string (&writer, "description", job->description);
  _exm_cli_write_time (&writer, "started", job->started);
  exm_json_writer_int64 (&writer, "elapsed_seconds", exm_tuning_job_get_elapsed (job, g_get_real_time () / G_USEC_PER_SEC));
  exm_json_writer_string (&writer, "pre_tuned_model", job->pre_tuned_model);
  exm_json_writer_string (&writer, "pre_tuned_checkpoint", job->pre_tuned_checkpoint);
  exm_json_writer_string (&writer, "training_uri", job->training_uri);
  exm_json_writer_string (&writer, "validation_uri", job->validation_uri);
  exm_json_writer_int64 (&writer, "epochs", job->epochs);
  exm_json_writer_int64 (&writer, "adapter_size", job->adapter_size);
  exm_json_writer_double (&writer, "learning_rate_multiplier", job->learning_rate_multiplier);
  _exm_cli_write_checkpoints (&writer, job->checkpoints);
  exm_json_writer_end (&writer);
  write_stats (&writer, found);
  write_curves (&writer, curves);
  exm_json_writer_string (&writer, "dataset", found->dataset);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

/* --- text -------------------------------------------------------------------------- */

static void
print_histogram (const char            *title,
                 const ExmTuningSpread *spread)
{
  double most = 0;

  if (!spread->known || spread->buckets == NULL || spread->buckets->len == 0)
    return;
  for (guint i = 0; i < spread->buckets->len; i++)
    most = MAX (most, g_array_index (spread->buckets, ExmTuningBucket, i).count);
  /* Translators: what is counted, then three figures */
  g_print (_("%s of an example: from %.0f to %.0f, half of them up to %.0f\n"), title, spread->min, spread->max, spread->median);
  for (guint i = 0; i < spread->buckets->len; i++)
    {
      const ExmTuningBucket *bucket = &g_array_index (spread->buckets, ExmTuningBucket, i);
      const gsize            width = most > 0 ? (gsize)(BAR_WIDTH * bucket->count / most + 0.5) : 0;
      g_autofree char       *bar = g_strnfill (width, '#');

      g_print ("  %7.0f – %-7.0f %6.0f %s\n", bucket->left, bucket->right, bucket->count, bar);
    }
}

static void
print_dropped (const ExmCliJob *found)
{
  g_autofree char *words = found->submission != NULL ? exm_submission_dup_dropped_words (found->submission) : NULL;
  g_autoptr(GPtrArray) groups = found->submission != NULL ? exm_submission_list_dropped (found->submission) : NULL;

  if (words != NULL)
    g_print ("%s\n", words);
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      const ExmDroppedGroup *group = g_ptr_array_index (groups, i);

      g_print ("  %s:", group->words);
      for (guint j = 0; j < group->rows->len; j++)
        g_print (" %lld", (long long)g_array_index (group->rows, ExmRowId, j));
      g_print ("\n");
    }
}

static const char *
curve_words (const char *name)
{
  static const struct
  {
    const char *name;
    const char *words;
  } known[] = {
    { EXM_CURVE_TRAIN_LOSS, N_("Loss in training") },
      { EXM_CURVE_EVAL_LOSS, N_("Loss in validation") },
        { EXM_CURVE_TRAIN_ACCURACY, N_("Accuracy in training") },
          { EXM_CURVE_EVAL_ACCURACY, N_("Accuracy in validation") },
        };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      return _(known[i].words);
  return NULL;
}

static void
print_curves (GPtrArray *curves)
{
  for (guint i = 0; curves != NULL && i < curves->len; i++)
    {
      const ExmCurve      *curve = g_ptr_array_index (curves, i);
      const char          *words = curve_words (curve->name);
      const ExmCurvePoint *last;

      if (words == NULL || curve->points->len == 0)
        continue;
      last = &g_array_index (curve->points, ExmCurvePoint, curve->points->len - 1);
      /* Translators: name of a curve, its last value, the step of that value */
      g_print (_("%s: %.4f at step %lld\n"), words, last->value, (long long)last->step);
    }
}

static void
print_text (const ExmCliJob *found,
            ExmCatalogue    *catalogue,
            GPtrArray       *curves)
{
  g_autoptr(GPtrArray) facts = exm_jobs_list_facts (found->job, catalogue);
  g_autofree char *tokens = found->submission != NULL ? exm_submission_dup_tokens_words (found->submission) : NULL;

  for (guint i = 0; i < facts->len; i++)
    {
      const ExmJobFact *fact = g_ptr_array_index (facts, i);

      g_print ("%s: %s\n", fact->title, fact->value);
    }
  if (found->dataset != NULL)
    g_print (_("Dataset: %s\n"), found->dataset);
  for (guint i = 0; i < found->job->checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (found->job->checkpoints, i);

      g_print (_("Checkpoint %s: epoch %lld, step %lld, %s\n"), checkpoint->id, (long long)checkpoint->epoch,
                  (long long)checkpoint->step, checkpoint->endpoint != NULL ? checkpoint->endpoint : _("not to be asked"));
    }
  print_curves (curves);
  if (tokens != NULL)
    g_print ("%s\n", tokens);
  print_dropped (found);
  print_histogram (_("Tokens of the input"), &found->job->stats.input_tokens);
  print_histogram (_("Tokens of the output"), &found->job->stats.output_tokens);
}

int
_exm_cli_show_job (const ExmCliAccount *account,
                   ExmCatalogue        *catalogue,
                   const char          *what,
                   gboolean             as_json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCliJob) found = _exm_cli_find_job (account, catalogue, what, &error);
  g_autoptr(ExmTuningJob) whole = NULL;
  g_autoptr(GPtrArray) curves = NULL;

  if (found == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  /* A list may leave out what the job itself tells. */
  whole = exm_tuning_get (account->google, found->job->name, _exm_cli_cancellable (), &error);
  if (whole == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  exm_tuning_job_unref (found->job);
  found->job = exm_tuning_job_ref (whole);
  curves = exm_curves_read (account->google, whole->experiment, _exm_cli_cancellable (), &error);
  if (curves == NULL)
    _exm_cli_say ("%s", error->message);
  if (as_json)
    print_json (found, curves);
  else
    print_text (found, catalogue, curves);
  return EXM_CLI_OK;
}
