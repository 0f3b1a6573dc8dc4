/* exm-cli-clean.c - exemplar clean: what a file has left at Google, and its removal
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
  char        *receipt;
  gboolean     yes;
  gboolean     as_json;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  _exm_cli_choice_clear (&self->choice);
  g_free (self->receipt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static const char *
kind_nick (ExmTidyKind kind)
{
  switch (kind)
    {
    case EXM_TIDY_RUNNING_JOB:
      return "running-job";
    case EXM_TIDY_ENDPOINT:
      return "endpoint";
    case EXM_TIDY_MODEL:
      return "model";
    case EXM_TIDY_OBJECT:
      return "object";
    case EXM_TIDY_BUCKET:
      return "bucket";
    case EXM_TIDY_JOB_RECORD:
    default:
      return "job-record";
    }
}

static const char *
state_nick (ExmTidyState state)
{
  return state == EXM_TIDY_GONE ? "gone" : state == EXM_TIDY_KEPT ? "kept"
                                                                  : "there";
}

static void
print_json (const ExmTidyPlan *plan,
            gboolean           removed,
            const char        *receipt)
{
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_bool (&writer, "practice", plan->practice);
  exm_json_writer_string (&writer, "project", plan->project);
  exm_json_writer_bool (&writer, "removed", removed);
  exm_json_writer_int64 (&writer, "there", exm_tidy_plan_count (plan, EXM_TIDY_THERE));
  exm_json_writer_int64 (&writer, "gone", exm_tidy_plan_count (plan, EXM_TIDY_GONE));
  exm_json_writer_int64 (&writer, "kept", exm_tidy_plan_count (plan, EXM_TIDY_KEPT));
  exm_json_writer_begin_array (&writer, "items");
  for (guint i = 0; i < plan->items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (plan->items, i);

      exm_json_writer_begin_object (&writer, NULL);
      exm_json_writer_string (&writer, "kind", kind_nick (item->kind));
      exm_json_writer_string (&writer, "name", item->name);
      exm_json_writer_string (&writer, "label", item->label);
      exm_json_writer_int64 (&writer, "bytes", item->size);
      exm_json_writer_string (&writer, "state", state_nick (item->state));
      _exm_cli_write_time (&writer, "time", item->time);
      exm_json_writer_string (&writer, "reason", item->reason);
      exm_json_writer_end (&writer);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_string (&writer, "receipt", receipt);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_list (const ExmTidyPlan *plan)
{
  if (plan->items->len == 0)
    g_print ("%s\n", _("Nothing of it is there"));
  for (guint i = 0; i < plan->items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (plan->items, i);

      g_print ("%s: %s\n    %s\n", exm_tidy_kind_get_words (item->kind), item->label != NULL ? item->label : "", item->name);
      if (item->state == EXM_TIDY_GONE)
        g_print ("    %s\n", _("is gone already"));
      if (item->reason != NULL)
        g_print ("    %s\n", item->reason);
    }
  if (exm_tidy_plan_has_work (plan))
    g_print ("%s\n", _("Nothing was deleted; the same command with --yes does it, and it cannot be undone"));
}

static void
progress_cb (ExmTidyPlan *plan,
             guint        done,
             guint        total,
             const char  *message,
             gpointer     user_data)
{
  g_autofree char *text = g_strdup_printf ("%u/%u %s", done, total, message);

  _exm_cli_progress (text);
}

/* Records of jobs cannot be deleted, and that is no failure of ours. */
static gboolean
is_clean (const ExmTidyPlan *plan)
{
  for (guint i = 0; i < plan->items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (plan->items, i);

      if (item->kind != EXM_TIDY_JOB_RECORD && item->state != EXM_TIDY_GONE)
        return FALSE;
    }
  return TRUE;
}

/* A bucket that has gone is not to be used again unasked. */
static void
forget_buckets (const ExmTidyPlan   *plan,
                const ExmCliAccount *account)
{
  for (guint i = 0; i < plan->items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (plan->items, i);

      if (item->kind == EXM_TIDY_BUCKET && item->state == EXM_TIDY_GONE && g_str_has_prefix (item->name, "gs://"))
        _exm_cli_choice_forget_bucket (account->id, item->name + strlen ("gs://"));
    }
}

static int
remove_all (const Arguments     *arguments,
            const ExmCliAccount *account,
            ExmDataset          *dataset,
            ExmTidyPlan         *plan)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmTidyPlan) ended = NULL;
  g_autofree char *receipt = NULL;

  ended = exm_tidy_run_sync (dataset, account->google, plan, progress_cb, NULL, _exm_cli_cancellable (), &error);
  _exm_cli_progress_end ();
  if (ended == NULL)
    {
      _exm_cli_say ("%s", _("What has gone is written down: the same command goes on from here"));
      return _exm_cli_fail (error, EXM_CLI_FAILED);
    }
  forget_buckets (ended, account);
  receipt = exm_tidy_plan_dup_receipt (ended, exm_dataset_get_name (dataset));
  if (arguments->as_json)
    print_json (ended, TRUE, receipt);
  else
    g_print ("%s%s", receipt, g_str_has_suffix (receipt, "\n") ? "" : "\n");
  if (arguments->receipt != NULL &&
      !exm_tidy_plan_save_receipt (ended, exm_dataset_get_name (dataset), arguments->receipt, &error))
    {
      _exm_cli_say ("%s", error->message);
      return EXM_CLI_FAILED;
    }
  return is_clean (ended) ? EXM_CLI_OK : EXM_CLI_FAILED;
}

/* Of the newest removal, when there is nothing to remove any more. */
static int
save_last_receipt (const Arguments *arguments,
                   ExmDataset      *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmTidyPlan) last = exm_tidy_load_last_sync (dataset, &error);

  if (last != NULL && exm_tidy_plan_save_receipt (last, exm_dataset_get_name (dataset), arguments->receipt, &error))
    return EXM_CLI_OK;
  if (error == NULL)
    _exm_cli_say ("%s", _("There is no receipt: nothing was removed yet"));
  else
    _exm_cli_say ("%s", error->message);
  return EXM_CLI_FAILED;
}

static int
list_or_remove (const Arguments     *arguments,
                const ExmCliAccount *account,
                ExmDataset          *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmTidyPlan) plan = exm_tidy_list_sync (dataset, account->google, _exm_cli_cancellable (), &error);

  if (plan == NULL)
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (arguments->yes && exm_tidy_plan_has_work (plan))
    return remove_all (arguments, account, dataset, plan);
  if (arguments->as_json)
    print_json (plan, FALSE, NULL);
  else
    print_list (plan);
  return arguments->receipt != NULL ? save_last_receipt (arguments, dataset) : EXM_CLI_OK;
}

static int
clean (const Arguments *arguments,
       const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmDataset) dataset = NULL;
  g_autoptr(ExmCliAccount) account = NULL;
  int status;

  dataset = g_str_has_prefix (path, "gs://") ? _exm_cli_data_keep_uri (path, NULL, &error) : _exm_cli_data_find (path, &error);
  if (dataset == NULL)
    return _exm_cli_fail (error, EXM_CLI_USAGE);
  account = _exm_cli_account_new (&arguments->choice, &error);
  status = account != NULL ? list_or_remove (arguments, account, dataset) : _exm_cli_fail (error, EXM_CLI_FAILED);
  exm_dataset_close_sync (dataset);
  return status;
}

int
_exm_cli_clean (int    argc,
                char **argv)
{
  g_auto(Arguments) arguments = { 0 };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments.yes, N_("Delete; without it the list is only shown"), NULL },
    { "receipt", 0, 0, G_OPTION_ARG_FILENAME, &arguments.receipt, N_("Write down what is gone and what is not"), N_("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.as_json, N_("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!_exm_cli_parse (&argc, &argv, entries, &arguments.choice, 1, 1))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (arguments.as_json);
  return clean (&arguments, argv[1]);
}
