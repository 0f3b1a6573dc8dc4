/* exm-jobs-facts.c - the settings of one tuning job, to be shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-jobs.h"

#include <glib/gi18n-lib.h>

static void
fact_free (gpointer data)
{
  ExmJobFact *fact = data;

  g_free (fact->key);
  g_free (fact->title);
  g_free (fact->value);
  g_free (fact);
}

static void
add (GPtrArray  *facts,
     const char *key,
     const char *title,
     const char *value)
{
  ExmJobFact *fact;

  if (value == NULL || *value == '\0')
    return;
  fact = g_new (ExmJobFact, 1);
  fact->key = g_strdup (key);
  fact->title = g_strdup (title);
  fact->value = g_strdup (value);
  g_ptr_array_add (facts, fact);
}

static void
add_int (GPtrArray  *facts,
         const char *key,
         const char *title,
         gint64      value)
{
  g_autofree char *text = NULL;

  if (value <= 0)
    return;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  add (facts, key, title, text);
}

static void
add_time (GPtrArray  *facts,
          const char *key,
          const char *title,
          gint64      when)
{
  g_autoptr(GDateTime) time = when > 0 ? g_date_time_new_from_unix_local (when) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%x %X") : NULL;

  add (facts, key, title, text);
}

static void
add_source (GPtrArray          *facts,
            const ExmTuningJob *job,
            ExmCatalogue       *catalogue)
{
  const ExmBaseModel *model = catalogue != NULL && job->base_model != NULL ? exm_catalogue_find (catalogue, job->base_model) : NULL;

  add (facts, "base-model", _("Base model"), model != NULL ? model->name : job->base_model);
  add (facts, "pre-tuned-model", _("Goes on from"), job->pre_tuned_model);
  add (facts, "pre-tuned-checkpoint", _("Its checkpoint"), job->pre_tuned_checkpoint);
}

static void
add_settings (GPtrArray          *facts,
              const ExmTuningJob *job)
{
  char rate[G_ASCII_DTOSTR_BUF_SIZE];

  add (facts, "training-file", _("Training file"), job->training_uri);
  add (facts, "validation-file", _("Validation file"), job->validation_uri != NULL ? job->validation_uri : _("none"));
  add_int (facts, "epochs", _("Epochs"), job->epochs);
  add_int (facts, "adapter-size", _("Adapter size"), job->adapter_size);
  if (job->learning_rate_multiplier > 0)
    add (facts, "learning-rate", _("Learning-rate multiplier"), g_ascii_formatd (rate, sizeof rate, "%g", job->learning_rate_multiplier));
  if (job->last_checkpoint_only)
    add (facts, "checkpoints", _("Checkpoints"), _("the last one only"));
  else
    add_int (facts, "checkpoints", _("Checkpoints"), job->checkpoints->len);
}

static void
add_results (GPtrArray          *facts,
             const ExmTuningJob *job)
{
  add_time (facts, "created", _("Created"), job->created);
  add_time (facts, "started", _("Began to train"), job->started);
  add_time (facts, "ended", _("Ended"), job->ended);
  add_int (facts, "examples", _("Examples"), job->stats.examples);
  add_int (facts, "dropped", _("Not trained on"), job->stats.dropped);
  add_int (facts, "tokens", _("Tokens counted"), job->stats.billable_tokens);
  add_int (facts, "steps", _("Steps"), job->stats.steps);
  add (facts, "model", _("Tuned model"), job->tuned_model);
  add (facts, "endpoint", _("Endpoint"), job->endpoint);
  add (facts, "error", _("Error"), job->error_message);
}

GPtrArray *
exm_jobs_list_facts (const ExmTuningJob *job,
                     ExmCatalogue       *catalogue)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (fact_free);

  g_return_val_if_fail (job != NULL, facts);

  add (facts, "name", _("Name"), job->display_name);
  add (facts, "state", _("State"), exm_tuning_state_get_words (job->state));
  add_source (facts, job, catalogue);
  add (facts, "region", _("Region"), job->location);
  add (facts, "description", _("Description"), job->description);
  add_settings (facts, job);
  add_results (facts, job);
  add (facts, "made-by", _("Made by"), exm_jobs_get_request_id (job) != NULL ? _("this program") : _("another program"));
  add (facts, "id", _("Resource"), job->name);
  return facts;
}
