/* exm-cli-doctor-print.c - the ready page as text and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>

static ExmReadyItem *
get_row (ExmReady *ready,
         guint     i)
{
  return exm_ready_get_item (ready, (ExmReadyKind)i);
}

static gboolean
counts (guint    kind,
        gboolean with_dataset)
{
  return kind != EXM_READY_DATASET || with_dataset;
}

gboolean
_exm_cli_doctor_is_ready (ExmReady *ready,
                          gboolean  with_dataset)
{
  for (guint i = 0; i < EXM_N_READY; i++)
    if (counts (i, with_dataset) && exm_ready_item_get_state (get_row (ready, i)) != EXM_READY_STATE_OK)
      return FALSE;
  return TRUE;
}

/* --- text -------------------------------------------------------------------------- */

/* Signs are for the eye; the words say the same where they cannot be shown. */
static const char *
state_sign (ExmReadyState state)
{
  const gboolean utf8 = g_get_charset (NULL);

  if (state == EXM_READY_STATE_OK)
    return utf8 ? "✓" : "+";
  if (state == EXM_READY_STATE_ATTENTION)
    return utf8 ? "✗" : "x";
  return "?";
}

static const char *
state_words (ExmReadyState state)
{
  switch (state)
    {
    case EXM_READY_STATE_OK:
      return _("in order");
    case EXM_READY_STATE_ATTENTION:
      return _("to be done");
    case EXM_READY_STATE_BLOCKED:
      return _("has to wait");
    case EXM_READY_STATE_ERROR:
      return _("could not be checked");
    case EXM_READY_STATE_CHECKING:
      return _("not done yet");
    case EXM_READY_STATE_UNKNOWN:
    default:
      return _("not checked");
    }
}

/* What to type for what the window has a button for. */
static char *
dup_remedy (ExmReadyItem  *row,
            ExmReadyAction action)
{
  switch (action)
    {
    case EXM_READY_ACTION_SIGN_IN:
      return g_strdup ("exemplar accounts --add browser");
    case EXM_READY_ACTION_CHOOSE_PROJECT:
      return g_strdup ("--project ID");
    case EXM_READY_ACTION_CHOOSE_BUCKET:
      return g_strdup ("--bucket NAME");
    case EXM_READY_ACTION_CHOOSE_MODEL:
      return g_strdup ("--model ID --region REGION");
    case EXM_READY_ACTION_LINK_BILLING:
      return g_strdup ("--fix link-billing=ACCOUNT");
    case EXM_READY_ACTION_CREATE_PROJECT:
    case EXM_READY_ACTION_CREATE_BUCKET:
      return g_strdup_printf ("--fix %s=%s", exm_ready_action_to_code (action), exm_ready_item_get_proposal (row));
    case EXM_READY_ACTION_ENABLE_APIS:
    case EXM_READY_ACTION_QUEUE:
      return g_strdup_printf ("--fix %s", exm_ready_action_to_code (action));
    case EXM_READY_ACTION_OPEN_PAGE:
      return g_strdup (exm_ready_item_get_url (row));
    case EXM_READY_ACTION_OPEN_JOB:
      return g_strdup_printf ("exemplar jobs %s", exm_ready_item_get_job (row));
    case EXM_READY_ACTION_OPEN_PROBLEMS:
      return g_strdup ("exemplar check FILE");
    case EXM_READY_ACTION_NONE:
    case EXM_READY_ACTION_ASK_FOR_ROLE:
    case EXM_READY_ACTION_CHECK_AGAIN:
    case EXM_READY_ACTION_CHOOSE_QUOTA:
    default:
      return NULL;
    }
}

static void
print_remedy (ExmReadyItem  *row,
              ExmReadyAction action)
{
  g_autofree char *remedy = dup_remedy (row, action);

  g_autofree char *label = g_strdup (exm_ready_action_get_label (action));
  char            *dots = label != NULL ? g_strrstr (label, "…") : NULL;

  if (remedy == NULL || label == NULL)
    return;
  if (dots != NULL)
    *dots = '\0';
  g_print ("    %s: %s\n", label, remedy);
}

static void
print_choices (ExmReadyItem *row)
{
  GListModel *choices = exm_ready_item_get_choices (row);

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(ExmReadyChoice) choice = g_list_model_get_item (choices, i);
      const char *more = exm_ready_choice_is_possible (choice) ? exm_ready_choice_get_title (choice)
                                                               : exm_ready_choice_get_reason (choice);

      g_print ("      %s  %s\n", exm_ready_choice_get_id (choice), more != NULL ? more : "");
    }
}

static void
print_row (ExmReady     *ready,
           ExmReadyItem *row)
{
  const ExmReadyState state = exm_ready_item_get_state (row);
  const char         *text = exm_ready_item_get_text (row);

  g_print ("%s %s: %s\n", state_sign (state), exm_ready_item_get_title (row), state_words (state));
  if (*text != '\0')
    g_print ("    %s\n", text);
  if (state == EXM_READY_STATE_OK)
    return;
  print_remedy (row, exm_ready_item_get_action (row));
  if (exm_ready_item_get_kind (row) != EXM_READY_MODEL)
    print_choices (row);
  print_remedy (row, exm_ready_item_get_other_action (row));
  if (exm_ready_item_get_action (row) == EXM_READY_ACTION_ASK_FOR_ROLE)
    {
      g_autofree char *request = exm_ready_dup_role_request (ready);

      if (request != NULL)
        g_print ("\n%s\n\n", request);
    }
}

void
_exm_cli_doctor_print_text (ExmReady *ready,
                            gboolean  with_dataset)
{
  for (guint i = 0; i < EXM_N_READY; i++)
    {
      if (counts (i, with_dataset))
        print_row (ready, get_row (ready, i));
      else
        g_print ("? %s: %s\n", exm_ready_item_get_title (get_row (ready, i)), _("not asked for; name it with --dataset FILE"));
    }
  g_print ("%s\n", _exm_cli_doctor_is_ready (ready, with_dataset) ? _("Ready") : _("Not ready"));
}

/* --- JSON -------------------------------------------------------------------------- */

static void
write_choices (ExmJsonWriter *writer,
               GListModel    *choices)
{
  exm_json_writer_begin_array (writer, "choices");
  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(ExmReadyChoice) choice = g_list_model_get_item (choices, i);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_string (writer, "id", exm_ready_choice_get_id (choice));
      exm_json_writer_string (writer, "title", exm_ready_choice_get_title (choice));
      exm_json_writer_string (writer, "subtitle", exm_ready_choice_get_subtitle (choice));
      exm_json_writer_bool (writer, "possible", exm_ready_choice_is_possible (choice));
      exm_json_writer_string (writer, "reason", exm_ready_choice_get_reason (choice));
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
}

static void
write_row (ExmJsonWriter *writer,
           ExmReadyItem  *row,
           gboolean       counted)
{
  exm_json_writer_begin_object (writer, NULL);
  exm_json_writer_string (writer, "code", exm_ready_kind_to_code (exm_ready_item_get_kind (row)));
  exm_json_writer_string (writer, "state", exm_ready_state_to_code (counted ? exm_ready_item_get_state (row) : EXM_READY_STATE_UNKNOWN));
  exm_json_writer_string (writer, "title", exm_ready_item_get_title (row));
  exm_json_writer_string (writer, "text", exm_ready_item_get_text (row));
  exm_json_writer_string (writer, "details", exm_ready_item_get_details (row));
  exm_json_writer_string (writer, "action", exm_ready_action_to_code (exm_ready_item_get_action (row)));
  exm_json_writer_string (writer, "other_action", exm_ready_action_to_code (exm_ready_item_get_other_action (row)));
  exm_json_writer_string (writer, "url", exm_ready_item_get_url (row));
  exm_json_writer_string (writer, "job", exm_ready_item_get_job (row));
  exm_json_writer_string (writer, "proposal", exm_ready_item_get_proposal (row));
  exm_json_writer_string (writer, "extra_proposal", exm_ready_item_get_extra_proposal (row));
  write_choices (writer, exm_ready_item_get_choices (row));
  exm_json_writer_end (writer);
}

static void
write_mends (ExmJsonWriter *writer,
             GPtrArray     *mends)
{
  exm_json_writer_begin_array (writer, "fixes");
  for (guint i = 0; i < mends->len; i++)
    {
      const ExmCliMend *mend = g_ptr_array_index (mends, i);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_string (writer, "action", mend->action);
      exm_json_writer_bool (writer, "done", mend->error == NULL);
      exm_json_writer_string (writer, "error", mend->error != NULL ? mend->error->message : NULL);
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
}

void
_exm_cli_doctor_print_json (ExmReady     *ready,
                            ExmCatalogue *catalogue,
                            gboolean      with_dataset,
                            GPtrArray    *mends)
{
  const char         *id = exm_ready_get_model (ready);
  const char         *region = exm_ready_get_region (ready);
  const ExmBaseModel *model = id != NULL ? exm_catalogue_find (catalogue, id) : exm_catalogue_get_default (catalogue);
  g_autofree char    *request = exm_ready_dup_role_request (ready);
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_bool (&writer, "ready", _exm_cli_doctor_is_ready (ready, with_dataset));
  exm_json_writer_string (&writer, "account", exm_ready_get_account (ready));
  exm_json_writer_string (&writer, "project", exm_ready_get_project (ready));
  exm_json_writer_string (&writer, "project_number", exm_ready_get_project_number (ready));
  exm_json_writer_string (&writer, "bucket", exm_ready_get_bucket (ready));
  exm_json_writer_string (&writer, "region", region == NULL && model != NULL ? model->regions[0] : region);
  exm_json_writer_string (&writer, "model", model != NULL ? model->id : id);
  exm_json_writer_string (&writer, "training_uri", exm_ready_get_training_uri (ready));
  exm_json_writer_begin_array (&writer, "rows");
  for (guint i = 0; i < EXM_N_READY; i++)
    write_row (&writer, get_row (ready, i), counts (i, with_dataset));
  exm_json_writer_end (&writer);
  write_mends (&writer, mends);
  exm_json_writer_string (&writer, "role_request", request);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}
