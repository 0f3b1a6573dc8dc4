/* exm-cli-doctor.c - exemplar doctor: what stands between here and a tuning job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-tidy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  ExmCliChoice choice;
  char        *model;
  char        *dataset;
  char        *training_uri;
  char        *place;
  char        *project_name;
  char       **fixes;
  gboolean     as_json;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  _exm_cli_choice_clear (&self->choice);
  g_free (self->model);
  g_free (self->dataset);
  g_free (self->training_uri);
  g_free (self->place);
  g_free (self->project_name);
  g_strfreev (self->fixes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* What can be mended from here, in the order of the rows: one needs the other. */
static const struct
{
  ExmReadyAction action;
  ExmReadyKind   kind;
} remedies[] = {
  { EXM_READY_ACTION_CREATE_PROJECT, EXM_READY_PROJECT },
  { EXM_READY_ACTION_LINK_BILLING, EXM_READY_BILLING },
  { EXM_READY_ACTION_ENABLE_APIS, EXM_READY_APIS },
  { EXM_READY_ACTION_CREATE_BUCKET, EXM_READY_BUCKET },
  { EXM_READY_ACTION_QUEUE, EXM_READY_JOB },
};

/* "create-bucket=NAME" is create-bucket. (nullable): what stands behind the "=" */
static gboolean
is_fix (const char    *fix,
        ExmReadyAction action,
        const char   **choice)
{
  const char *code = exm_ready_action_to_code (action);
  const gsize length = strcspn (fix, "=");

  if (strlen (code) != length || strncmp (fix, code, length) != 0)
    return FALSE;
  if (choice != NULL)
    *choice = fix[length] == '=' ? fix + length + 1 : NULL;
  return TRUE;
}

static gboolean
check_fixes (char **fixes)
{
  for (guint i = 0; fixes != NULL && fixes[i] != NULL; i++)
    {
      gboolean known = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (remedies) && !known; j++)
        known = is_fix (fixes[i], remedies[j].action, NULL);
      if (!known)
        {
          _exm_cli_say (_("“%s” cannot be mended from here; there are create-project, link-billing, enable-apis, create-bucket and queue"), fixes[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* --- looking and mending --------------------------------------------------------------- */

/* The model of the page works in the main loop; here nothing else does. */
typedef struct
{
  ExmReady  *ready;
  GMainLoop *loop;
  GError    *error;
} Wait;

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Wait *wait = user_data;

  exm_ready_check_finish (wait->ready, result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
fixed_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Wait *wait = user_data;

  exm_ready_fix_finish (wait->ready, result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static gboolean
look (ExmReady *ready,
      GError  **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { ready, loop, NULL };

  exm_ready_check_async (ready, _exm_cli_cancellable (), checked_cb, &wait);
  g_main_loop_run (loop);
  if (wait.error == NULL)
    return TRUE;
  g_propagate_error (error, wait.error);
  return FALSE;
}

static void
text_cb (ExmReadyItem *row)
{
  const char *text = exm_ready_item_get_text (row);

  if (exm_ready_item_is_busy (row) && *text != '\0')
    _exm_cli_progress (text);
}

static gboolean
mend (ExmReady      *ready,
      ExmReadyItem  *row,
      ExmReadyAction action,
      const char    *choice,
      const char    *extra,
      GError       **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait   wait = { ready, loop, NULL };
  gulong handler = g_signal_connect (row, "notify::text", G_CALLBACK (text_cb), NULL);

  exm_ready_fix_async (ready, row, action, choice, extra, _exm_cli_cancellable (), fixed_cb, &wait);
  g_main_loop_run (loop);
  g_signal_handler_disconnect (row, handler);
  _exm_cli_progress_end ();
  if (wait.error == NULL)
    return TRUE;
  g_propagate_error (error, wait.error);
  return FALSE;
}

static const char *
get_extra (const Arguments *arguments,
           ExmReadyAction   action)
{
  return action == EXM_READY_ACTION_CREATE_PROJECT  ? arguments->project_name
         : action == EXM_READY_ACTION_CREATE_BUCKET ? arguments->place
                                                    : NULL;
}

/* What a remedy has changed for the calls that follow. */
static void
take_over (ExmReady      *ready,
           ExmCliAccount *account,
           ExmReadyAction action)
{
  g_autoptr(GError) error = NULL;

  if (action == EXM_READY_ACTION_CREATE_PROJECT)
    _exm_cli_account_set_project (account, exm_ready_get_project (ready));
  else if (action == EXM_READY_ACTION_CREATE_BUCKET && exm_ready_get_bucket (ready) != NULL &&
           !exm_tidy_remember_bucket (exm_ready_get_bucket (ready), exm_ready_get_project (ready), &error))
    _exm_cli_say ("%s", error->message);
}

static void
mend_free (gpointer data)
{
  ExmCliMend *self = data;

  g_free (self->action);
  g_clear_error (&self->error);
  g_free (self);
}

/* One remedy, if it is needed. Whether the next one may be tried. */
static gboolean
try_remedy (const Arguments *arguments,
            ExmReady        *ready,
            ExmCliAccount   *account,
            guint            which,
            const char      *choice,
            GPtrArray       *mends)
{
  const ExmReadyAction action = remedies[which].action;
  ExmReadyItem        *row = exm_ready_get_item (ready, remedies[which].kind);
  ExmCliMend          *done;

  if (exm_ready_item_get_state (row) == EXM_READY_STATE_OK)
    {
      /* Translators: title of a row such as "Billing" */
      _exm_cli_say (_("%s: nothing to mend"), exm_ready_item_get_title (row));
      return TRUE;
    }
  done = g_new0 (ExmCliMend, 1);
  done->action = g_strdup (exm_ready_action_to_code (action));
  g_ptr_array_add (mends, done);
  if (mend (ready, row, action, choice, get_extra (arguments, action), &done->error))
    {
      take_over (ready, account, action);
      return TRUE;
    }
  _exm_cli_say ("%s: %s", exm_ready_item_get_title (row), done->error->message);
  return FALSE;
}

static void
mend_all (const Arguments *arguments,
          ExmReady        *ready,
          ExmCliAccount   *account,
          GPtrArray       *mends)
{
  for (guint i = 0; i < G_N_ELEMENTS (remedies); i++)
    for (guint j = 0; arguments->fixes != NULL && arguments->fixes[j] != NULL; j++)
      {
        const char *choice = NULL;

        if (is_fix (arguments->fixes[j], remedies[i].action, &choice) &&
            !try_remedy (arguments, ready, account, i, choice, mends))
          return;
      }
}

/* --- the command ----------------------------------------------------------------------- */

/* A region that is only remembered gives way to a model that is not offered there. */
static const char *
get_region (const Arguments     *arguments,
            const ExmCliAccount *account,
            ExmCatalogue        *catalogue)
{
  const ExmBaseModel *model = arguments->model != NULL ? exm_catalogue_find (catalogue, arguments->model) : exm_catalogue_get_default (catalogue);

  if (arguments->choice.region != NULL || account->location == NULL || model == NULL)
    return account->location;
  return exm_base_model_has_region (model, account->location) ? account->location : NULL;
}

static void
set_up (ExmReady        *ready,
        const Arguments *arguments,
        ExmCliAccount   *account,
        ExmCatalogue    *catalogue,
        ExmCliData      *data)
{
  exm_ready_set_google (ready, account->google, account->title);
  exm_ready_set_project (ready, account->project);
  exm_ready_set_bucket (ready, account->bucket);
  exm_ready_set_model (ready, arguments->model, get_region (arguments, account, catalogue));
  exm_ready_set_training_uri (ready, arguments->training_uri);
  if (data != NULL)
    exm_ready_set_dataset (ready, exm_dataset_get_stats (data->dataset), exm_dataset_get_task (data->dataset));
}

/* Only what was found to be in order is used again unasked. */
static void
remember (ExmReady            *ready,
          const ExmCliAccount *account)
{
  const char *project = exm_ready_get_project (ready);
  const char *bucket = exm_ready_get_bucket (ready);

  if (g_str_equal (account->id, "environment") ||
      exm_ready_item_get_state (exm_ready_get_item (ready, EXM_READY_PROJECT)) != EXM_READY_STATE_OK)
    return;
  if (exm_ready_item_get_state (exm_ready_get_item (ready, EXM_READY_BUCKET)) != EXM_READY_STATE_OK)
    bucket = NULL;
  _exm_cli_choice_remember (account->id, project, account->location, bucket);
}

static int
doctor (const Arguments *arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmCatalogue) catalogue = exm_catalogue_load (&error);
  g_autoptr(ExmCliAccount) account = NULL;
  g_autoptr(ExmCliData) data = NULL;
  g_autoptr(ExmReady) ready = NULL;
  g_autoptr(GPtrArray) mends = g_ptr_array_new_with_free_func (mend_free);
  const gboolean with_dataset = arguments->dataset != NULL || arguments->training_uri != NULL;

  if (catalogue == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (arguments->dataset != NULL)
    {
      data = _exm_cli_data_open (arguments->dataset, &error);
      if (data == NULL)
        return _exm_cli_fail (error, EXM_CLI_USAGE);
    }
  account = _exm_cli_account_new (&arguments->choice, &error);
  if (account == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  ready = exm_ready_new (catalogue);
  set_up (ready, arguments, account, catalogue, data);
  if (!look (ready, &error))
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  mend_all (arguments, ready, account, mends);
  if (g_cancellable_set_error_if_cancelled (_exm_cli_cancellable (), &error))
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  remember (ready, account);
  if (arguments->as_json)
    _exm_cli_doctor_print_json (ready, catalogue, with_dataset, mends);
  else
    _exm_cli_doctor_print_text (ready, with_dataset);
  return _exm_cli_doctor_is_ready (ready, with_dataset) ? EXM_CLI_OK : EXM_CLI_FAILED;
}

int
_exm_cli_doctor (int    argc,
                 char **argv)
{
  g_auto(Arguments) arguments = { 0 };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_STRING, &arguments.model, N_("Base model to tune"), N_("ID") },
    { "dataset", 'd', 0, G_OPTION_ARG_FILENAME, &arguments.dataset, N_("Look at this file as well"), N_("FILE") },
    { "training-uri", 0, 0, G_OPTION_ARG_STRING, &arguments.training_uri, N_("Look at a file that lies in Cloud Storage (gs://…)"), N_("URI") },
    { "fix", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.fixes, N_("Mend something: see below"), N_("WHAT") },
    { "project-name", 0, 0, G_OPTION_ARG_STRING, &arguments.project_name, N_("Name of a new project, for people"), N_("NAME") },
    { "place", 0, 0, G_OPTION_ARG_STRING, &arguments.place, N_("Place of a new bucket: US, EU or a region"), N_("PLACE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.as_json, N_("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!_exm_cli_parse (&argc, &argv, entries, &arguments.choice, 0, 0) || !check_fixes (arguments.fixes))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (arguments.as_json);
  return doctor (&arguments);
}
