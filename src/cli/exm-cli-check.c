/* exm-cli-check.c - exemplar check: is a file ready for tuning?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>

#include "exm-survey.h"

/* Labels that the human report lists; the rest are summed up. */
#define LABELS_SHOWN 12

static const char *
severity_to_code (ExmSeverity severity)
{
  switch (severity)
    {
    case EXM_SEVERITY_BLOCKS:
      return "blocks";
    case EXM_SEVERITY_WARNING:
      return "warning";
    case EXM_SEVERITY_INFO:
    default:
      return "info";
    }
}

static void
write_cost (ExmJsonWriter      *writer,
            const ExmLimits    *limits,
            const ExmReadiness *readiness)
{
  exm_json_writer_begin_object (writer, "cost_estimate");
  if (readiness->cost_micros >= 0)
    exm_json_writer_double (writer, "amount", (double)readiness->cost_micros / 1e6);
  else
    exm_json_writer_null (writer, "amount");
  exm_json_writer_string (writer, "currency", limits->currency);
  exm_json_writer_string (writer, "as_of", limits->price_as_of);
  exm_json_writer_int64 (writer, "epochs", limits->epochs);
  exm_json_writer_end (writer);
}

/* @survey: (nullable): keys are always there */
static void
write_survey (ExmJsonWriter   *writer,
              const ExmSurvey *survey)
{
  static const char *const kinds[EXM_N_PERSONAL] = { "email", "phone", "handle", "url", "card", "iban", "ip" };
  static const char *const names[] = { "near_duplicates", "near_conflicts", "strange_characters", "personal_data" };

  for (guint i = 0; survey == NULL && i < G_N_ELEMENTS (names); i++)
    exm_json_writer_null (writer, names[i]);
  if (survey == NULL)
    return;
  exm_json_writer_int64 (writer, "near_duplicates", survey->n_repeats);
  exm_json_writer_int64 (writer, "near_conflicts", survey->conflicts->len);
  exm_json_writer_int64 (writer, "strange_characters", survey->odd->len);
  exm_json_writer_begin_object (writer, "personal_data");
  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    exm_json_writer_int64 (writer, kinds[kind], survey->n_personal[kind]);
  exm_json_writer_end (writer);
}

static void
print_survey (const ExmSurvey *survey)
{
  g_autofree char *personal = exm_personal_counts_to_string (survey->n_personal);

  g_print (ngettext ("%u post says what another one says\n", "%u posts say what others say\n", survey->n_repeats), survey->n_repeats);
  g_print (ngettext ("%u conflict: like posts with different labels\n", "%u conflicts: like posts with different labels\n", survey->conflicts->len), survey->conflicts->len);
  g_print (ngettext ("%u post has strange characters\n", "%u posts have strange characters\n", survey->odd->len), survey->odd->len);
  if (*personal != '\0')
    /* Translators: a list: "12 e-mail addresses, 3 phone numbers" */
    g_print (_ ("Personal data: %s\n"), personal);
  else
    g_print ("%s\n", _ ("No personal data found"));
}

static void
print_json (const ExmStats     *stats,
            const ExmTask      *task,
            const ExmLimits    *limits,
            const ExmReadiness *readiness,
            const ExmBaseModel *model,
            const ExmSurvey    *survey)
{
  g_autoptr (GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_int64 (&writer, "examples", stats->n_examples);
  exm_json_writer_int64 (&writer, "labelled", stats->n_labelled);
  exm_json_writer_int64 (&writer, "ready", readiness->n_ready);
  exm_json_writer_bool (&writer, "can_start", readiness->can_start);
  exm_json_writer_int64 (&writer, "minimum", limits->minimum);
  exm_json_writer_int64 (&writer, "recommended_min", limits->recommended_min);
  exm_json_writer_int64 (&writer, "recommended_max", limits->recommended_max);
  exm_json_writer_begin_object (&writer, "labels");
  for (guint i = 0; i < stats->n_labels; i++)
    exm_json_writer_int64 (&writer, stats->labels[i].name, stats->labels[i].count);
  exm_json_writer_end (&writer);
  exm_json_writer_int64 (&writer, "duplicates", stats->n_problem[EXM_PROBLEM_DUPLICATE]);
  exm_json_writer_int64 (&writer, "conflicts", stats->n_problem[EXM_PROBLEM_CONFLICT]);
  exm_json_writer_int64 (&writer, "other_system_instruction",
                         stats->n_problem[EXM_PROBLEM_OTHER_SYSTEM]);
  exm_json_writer_int64 (&writer, "quarantined", stats->n_quarantined);
  write_survey (&writer, survey);
  exm_json_writer_int64 (&writer, "tokens_estimate", readiness->tokens);
  write_cost (&writer, limits, readiness);
  exm_json_writer_string (&writer, "model", model->id);
  exm_json_writer_string (&writer, "system_instruction", task->system_instruction);
  exm_json_writer_string (&writer, "input_template", task->input_template);
  exm_json_writer_string (&writer, "output_template", task->output_template);
  exm_json_writer_begin_array (&writer, "problems");
  for (guint i = 0; i < readiness->problems->len; i++)
    {
      const ExmProblemReport *problem = g_ptr_array_index (readiness->problems, i);

      exm_json_writer_begin_object (&writer, NULL);
      exm_json_writer_string (&writer, "code", exm_problem_to_code (problem->code));
      exm_json_writer_int64 (&writer, "count", problem->count);
      exm_json_writer_string (&writer, "severity", severity_to_code (problem->severity));
      exm_json_writer_string (&writer, "message", problem->message);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static int
compare_counts (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  const ExmStats *stats = data;
  guint           i = *(const guint *)a;
  guint           j = *(const guint *)b;

  if (stats->labels[i].count != stats->labels[j].count)
    return stats->labels[i].count > stats->labels[j].count ? -1 : 1;
  return i < j ? -1 : 1;
}

static void
print_labels (const ExmStats *stats)
{
  g_autofree guint *order = g_new (guint, stats->n_labels);

  for (guint i = 0; i < stats->n_labels; i++)
    order[i] = i;
  g_qsort_with_data (order, (int)stats->n_labels, sizeof (guint), compare_counts,
                     (gpointer)stats);
  g_print (ngettext ("%u label:\n", "%u labels:\n", stats->n_labels), stats->n_labels);
  for (guint i = 0; i < MIN (stats->n_labels, LABELS_SHOWN); i++)
    g_print ("  %6u  %s\n", stats->labels[order[i]].count, stats->labels[order[i]].name);
  if (stats->n_labels > LABELS_SHOWN)
    g_print (ngettext ("          and %u more\n", "          and %u more\n",
                       stats->n_labels - LABELS_SHOWN),
             stats->n_labels - LABELS_SHOWN);
}

static void
print_cost (const ExmLimits    *limits,
            const ExmReadiness *readiness,
            const ExmBaseModel *model)
{
  /* Translators: a count of tokens in one pass over the examples */
  g_print (_ ("About %lld tokens\n"), (long long)readiness->tokens);
  if (readiness->cost_micros < 0)
    g_print (_ ("The price of tuning %s is not known\n"), model->name);
  else
    /* Translators: model, amount, currency, number of epochs, date */
    g_print (_ ("Tuning %s costs about %.2f %s (%u epochs, price as of %s)\n"), model->name,
                (double)readiness->cost_micros / 1e6, limits->currency, limits->epochs,
                limits->price_as_of);
}

static void
print_text (const ExmStats     *stats,
            const ExmLimits    *limits,
            const ExmReadiness *readiness,
            const ExmBaseModel *model,
            const ExmSurvey    *survey)
{
  g_print (ngettext ("%u example, %u labelled, %u ready\n", "%u examples, %u labelled, %u ready\n",
                     stats->n_examples),
           stats->n_examples, stats->n_labelled, readiness->n_ready);
  g_print (_ ("Minimum %u, recommended %u to %u\n"), limits->minimum, limits->recommended_min,
              limits->recommended_max);
  print_labels (stats);
  print_cost (limits, readiness, model);
  for (guint i = 0; i < readiness->problems->len; i++)
    {
      const ExmProblemReport *problem = g_ptr_array_index (readiness->problems, i);
      const char             *sign = problem->severity == EXM_SEVERITY_BLOCKS ? "✗"
                                     : problem->severity == EXM_SEVERITY_WARNING
                                       ? "!"
                                       : "·";

      g_print ("%s %s\n    %s\n", sign, problem->title, problem->message);
    }
  if (survey != NULL)
    print_survey (survey);
  g_print ("%s\n", readiness->can_start ? _ ("Ready for tuning") : _ ("Not ready for tuning"));
}

int
_exm_cli_check (int    argc,
                char **argv)
{
  g_autofree char *model_id = NULL;
  gboolean         as_json = FALSE;
  gboolean         is_deep = FALSE;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_STRING, &model_id, N_ ("Base model whose limits and price count"), N_ ("ID") },
    { "deep", 0, 0, G_OPTION_ARG_NONE, &is_deep, N_ ("Look for near-same posts, personal data and strange characters as well"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCatalogue) catalogue = NULL;
  g_autoptr (ExmCliData) data = NULL;
  g_autoptr (ExmReadiness) readiness = NULL;
  g_autoptr (ExmSurvey) survey = NULL;
  const ExmBaseModel *model;
  ExmLimits           limits;

  if (!_exm_cli_parse (&argc, &argv, entries, NULL, 1, 1))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (as_json);
  catalogue = exm_catalogue_load (&error);
  if (catalogue == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  model = model_id != NULL ? exm_catalogue_find (catalogue, model_id)
                           : exm_catalogue_get_default (catalogue);
  if (model == NULL)
    {
      _exm_cli_say (_ ("The catalogue has no model “%s”"), model_id);
      return EXM_CLI_USAGE;
    }
  data = _exm_cli_data_open (argv[1], &error);
  if (data == NULL)
    return _exm_cli_fail (error, EXM_CLI_USAGE);

  limits = _exm_cli_limits (catalogue, model, FALSE);
  exm_dataset_set_token_limit (data->dataset, limits.tokens_per_example);
  readiness = exm_readiness_new (exm_dataset_get_stats (data->dataset),
                                 exm_dataset_get_task (data->dataset), &limits);
  if (is_deep && (survey = exm_survey_read_sync (data->dataset, 0, NULL, NULL, NULL, &error)) == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (as_json)
    print_json (exm_dataset_get_stats (data->dataset), exm_dataset_get_task (data->dataset),
                &limits, readiness, model, survey);
  else
    print_text (exm_dataset_get_stats (data->dataset), &limits, readiness, model, survey);
  return readiness->can_start ? EXM_CLI_OK : EXM_CLI_FAILED;
}
