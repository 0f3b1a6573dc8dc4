/* exm-cli-ask.c - exemplar ask: one post to a tuned model, and to its base model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-models.h"
#include "exm-try.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  ExmCliChoice choice;
  char        *base;
  char        *checkpoint;
  double       temperature;
  gboolean     stream;
  gboolean     as_json;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  _exm_cli_choice_clear (&self->choice);
  g_free (self->base);
  g_free (self->checkpoint);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* One question on its way. Answers that come at the same time are shown one after
 * the other: pieces of the second wait until the first is whole. */
typedef struct
{
  const char        *model; /* what is asked, for people */
  GString           *held;
  gboolean           shown;
  ExmGenerateAnswer *answer;
  GError            *error;
  guint             *left;
  GMainLoop         *loop;
} Question;

/* --- what is sent ------------------------------------------------------------------- */

static ExmGenerateRequest *
make_request (const ExmCliJob *found,
              const char      *model,
              const char      *base_model,
              const char      *text,
              double           temperature)
{
  const ExmSubmission *submission = found->submission;
  g_autoptr(ExmGenerateRequest) request = NULL;
  g_autofree char *filled = NULL;
  gsize            start, length;

  /* The model was trained on the filled template; a post that already carries it
   * is sent as it is. */
  if (submission != NULL && submission->input_template != NULL &&
      !exm_template_match (submission->input_template, EXM_INPUT_SLOT, text, strlen (text),
                           &start, &length))
    filled = exm_template_fill (submission->input_template, EXM_INPUT_SLOT, text);
  request = exm_generate_request_new (model, filled != NULL ? filled : text);
  request->base_model = g_strdup (base_model);
  request->temperature = temperature;
  if (submission != NULL && submission->system_instruction != NULL && *submission->system_instruction != '\0')
    request->system_instruction = g_strdup (submission->system_instruction);
  return g_steal_pointer (&request);
}

static const char *
find_checkpoint (const ExmTuningJob *job,
                 const char         *id)
{
  for (guint i = 0; i < job->checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (job->checkpoints, i);

      if (g_strcmp0 (checkpoint->id, id) == 0)
        return checkpoint->endpoint;
    }
  return NULL;
}

/* The base model is asked where the tuned one lives, so that the text does not leave
 * that place. */
static char *
dup_base_name (const ExmCliAccount *account,
               const char          *endpoint,
               const char          *base_model)
{
  g_autofree char *location = exm_google_dup_location (endpoint);

  return location != NULL ? exm_models_dup_publisher_name (account->project, location, base_model) : NULL;
}

/* --- asking ---------------------------------------------------------------------------- */

static void
flush (Question *question)
{
  fwrite (question->held->str, 1, question->held->len, stdout);
  fflush (stdout);
  g_string_truncate (question->held, 0);
}

static void
piece_cb (const char *text,
          gpointer    user_data)
{
  Question *question = user_data;

  g_string_append (question->held, text);
  if (question->shown)
    flush (question);
}

static void
note_end (Question *question)
{
  if (--*question->left == 0)
    g_main_loop_quit (question->loop);
}

static void
streamed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Question *question = user_data;

  question->answer = exm_models_stream_finish (EXM_GOOGLE (source), result, &question->error);
  note_end (question);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Question *question = user_data;

  question->answer = exm_models_generate_finish (EXM_GOOGLE (source), result, &question->error);
  note_end (question);
}

static void
question_clear (Question *question)
{
  g_string_free (question->held, TRUE);
  g_clear_pointer (&question->answer, exm_generate_answer_free);
  g_clear_error (&question->error);
}

static void
put_head (const Question *question)
{
  g_print ("%s:\n", question->model);
}

static void
put_end (const Question *question)
{
  if (question->answer != NULL && *question->answer->text != '\0')
    g_print ("\n");
}

/* All at once, through the main loop; with @stream the pieces of the first are shown
 * as they come. */
static void
ask_all (const ExmCliAccount *account,
         ExmGenerateRequest **requests,
         Question            *questions,
         guint                n,
         gboolean             stream)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint left = n;

  for (guint i = 0; i < n; i++)
    {
      questions[i].held = g_string_new (NULL);
      questions[i].left = &left;
      questions[i].loop = loop;
    }
  if (stream && n > 1)
    put_head (&questions[0]);
  questions[0].shown = stream;
  for (guint i = 0; i < n; i++)
    if (stream)
      exm_models_stream_async (account->google, requests[i], piece_cb, &questions[i], NULL, _exm_cli_cancellable (),
                               streamed_cb, &questions[i]);
    else
      exm_models_generate_async (account->google, requests[i], _exm_cli_cancellable (), answered_cb, &questions[i]);
  g_main_loop_run (loop);
  if (!stream)
    return;
  put_end (&questions[0]);
  for (guint i = 1; i < n; i++)
    {
      put_head (&questions[i]);
      flush (&questions[i]);
      put_end (&questions[i]);
    }
}

/* --- what is shown --------------------------------------------------------------------- */

static void
write_answer (ExmJsonWriter  *writer,
              const Question *question)
{
  const ExmGenerateAnswer *answer = question->answer;

  exm_json_writer_string (writer, "answer", answer != NULL ? answer->text : NULL);
  exm_json_writer_string (writer, "problem", answer != NULL ? answer->problem : question->error->message);
  exm_json_writer_string (writer, "advice", answer != NULL ? answer->advice : exm_cloud_error_get_advice (question->error));
  exm_json_writer_string (writer, "finish_reason", answer != NULL ? answer->finish_reason : NULL);
  exm_json_writer_string (writer, "model_version", answer != NULL ? answer->model_version : NULL);
  exm_json_writer_int64 (writer, "latency_ms", answer != NULL ? answer->latency_ms : -1);
  exm_json_writer_int64 (writer, "prompt_tokens", answer != NULL ? answer->prompt_tokens : -1);
  exm_json_writer_int64 (writer, "output_tokens", answer != NULL ? answer->output_tokens : -1);
}

static void
print_json (const ExmCliJob *found,
            const char      *endpoint,
            const Question  *questions,
            guint            n)
{
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  write_answer (&writer, &questions[0]);
  exm_json_writer_string (&writer, "job", found->job->name);
  exm_json_writer_string (&writer, "endpoint", endpoint);
  if (n > 1)
    {
      exm_json_writer_begin_object (&writer, "base");
      exm_json_writer_string (&writer, "model", questions[1].model);
      write_answer (&writer, &questions[1]);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_text (const Question *questions,
            guint           n)
{
  for (guint i = 0; i < n; i++)
    {
      if (n > 1)
        put_head (&questions[i]);
      if (questions[i].answer != NULL && *questions[i].answer->text != '\0')
        g_print ("%s\n", questions[i].answer->text);
    }
}

/* What went wrong, one line a question. */
static int
judge (const Question *questions,
       guint           n)
{
  int status = EXM_CLI_OK;

  for (guint i = 0; i < n; i++)
    {
      const ExmGenerateAnswer *answer = questions[i].answer;
      const char              *problem = answer != NULL ? answer->problem : questions[i].error->message;
      const char              *advice = answer != NULL ? answer->advice : exm_cloud_error_get_advice (questions[i].error);

      if (problem == NULL)
        continue;
      status = EXM_CLI_FAILED;
      if (g_error_matches (questions[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        problem = _("Stopped");
      if (n > 1)
        _exm_cli_say ("%s: %s", questions[i].model, problem);
      else
        _exm_cli_say ("%s", problem);
      if (advice != NULL)
        _exm_cli_say ("%s", advice);
    }
  return status;
}

/* --- the command ------------------------------------------------------------------------- */

/* Some models ignore the temperature: it is not sent to them. */
static double
choose_temperature (ExmCatalogue *catalogue,
                    const char   *base_model,
                    double        wish)
{
  const char *note = NULL;

  if (wish < 0)
    return wish;
  if (exm_try_get_temperature (catalogue, base_model, &note) == EXM_TEMPERATURE_IGNORED)
    wish = -1;
  if (note != NULL)
    _exm_cli_say ("%s", note);
  return wish;
}

static int
ask_and_show (const Arguments     *arguments,
              const ExmCliAccount *account,
              ExmCatalogue        *catalogue,
              const ExmCliJob     *found,
              const char          *endpoint,
              const char          *text)
{
  const ExmTuningJob *job = found->job;
  const char         *base = g_strcmp0 (arguments->base, "auto") == 0 ? job->base_model : arguments->base;
  const double        temperature = choose_temperature (catalogue, job->base_model, arguments->temperature);
  g_autofree char    *base_name = base != NULL ? dup_base_name (account, endpoint, base) : NULL;
  const guint         n = base_name != NULL ? 2 : 1;
  ExmGenerateRequest *requests[2] = { NULL };
  Question            questions[2] = { { .model = job->display_name != NULL ? job->display_name : endpoint }, { .model = base } };
  int                 status;

  if (arguments->base != NULL && base_name == NULL)
    {
      _exm_cli_say ("%s", _("Google does not say which base model is behind it: name it with --base"));
      return EXM_CLI_FAILED;
    }
  requests[0] = make_request (found, endpoint, job->base_model, text, temperature);
  if (n > 1)
    requests[1] = make_request (found, base_name, base, text, temperature);
  ask_all (account, requests, questions, n, arguments->stream && !arguments->as_json);
  if (arguments->as_json)
    print_json (found, endpoint, questions, n);
  else if (!arguments->stream)
    print_text (questions, n);
  status = judge (questions, n);
  for (guint i = 0; i < n; i++)
    {
      question_clear (&questions[i]);
      exm_generate_request_free (requests[i]);
    }
  return status;
}

static int
ask (const Arguments *arguments,
     const char      *what,
     const char      *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCatalogue) catalogue = exm_catalogue_load (&error);
  g_autoptr(ExmCliAccount) account = NULL;
  g_autoptr(ExmCliJob) found = NULL;
  const char *endpoint;

  if (catalogue != NULL)
    account = _exm_cli_account_new (&arguments->choice, &error);
  if (account != NULL)
    found = _exm_cli_find_job (account, catalogue, what, &error);
  if (found == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  endpoint = found->endpoint;
  if (arguments->checkpoint != NULL)
    {
      endpoint = find_checkpoint (found->job, arguments->checkpoint);
      if (endpoint == NULL)
        {
          _exm_cli_say (_("The tuned model has no checkpoint “%s” that can be asked"), arguments->checkpoint);
          return EXM_CLI_FAILED;
        }
    }
  if (endpoint == NULL)
    {
      _exm_cli_say (_("The job has no tuned model yet: %s"), exm_tuning_state_get_words (found->job->state));
      return EXM_CLI_FAILED;
    }
  return ask_and_show (arguments, account, catalogue, found, endpoint, text);
}

int
_exm_cli_ask (int    argc,
              char **argv)
{
  g_auto(Arguments) arguments = { .temperature = -1 };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "base", 0, 0, G_OPTION_ARG_STRING, &arguments.base, N_("Ask a base model as well; “auto” is the one it was tuned from"), N_("MODEL") },
    { "checkpoint", 'c', 0, G_OPTION_ARG_STRING, &arguments.checkpoint, N_("Ask this checkpoint of the tuned model"), N_("ID") },
    { "temperature", 't', 0, G_OPTION_ARG_DOUBLE, &arguments.temperature, N_("How freely it answers, 0 to 2"), N_("T") },
    { "stream", 's', 0, G_OPTION_ARG_NONE, &arguments.stream, N_("Show the answer as it comes"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.as_json, N_("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!_exm_cli_parse (&argc, &argv, entries, &arguments.choice, 2, 2))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (arguments.as_json);
  if (!(arguments.temperature <= 2))
    {
      _exm_cli_say ("%s", _("The temperature is a number from 0 to 2"));
      return EXM_CLI_USAGE;
    }
  return ask (&arguments, argv[1], argv[2]);
}
