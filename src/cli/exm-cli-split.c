/* exm-cli-split.c - exemplar split: which examples train and which ones are held back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-split-make.h"

#include <glib/gi18n-lib.h>

static const char *const sides[] = {
  [EXM_SPLIT_NONE] = "none",
  [EXM_SPLIT_TRAINING] = "training",
  [EXM_SPLIT_VALIDATION] = "validation",
};

static void
write_line (ExmJsonWriter      *writer,
            const char         *name,
            const ExmSplitLine *line)
{
  exm_json_writer_begin_object (writer, name);
  for (guint k = 0; k < G_N_ELEMENTS (sides); k++)
    {
      exm_json_writer_begin_object (writer, sides[k]);
      exm_json_writer_int64 (writer, "examples", line->n[k]);
      exm_json_writer_int64 (writer, "bytes", line->bytes[k]);
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
}

static void
print_json (const ExmSplitReport *report)
{
  g_autoptr(GString) json = g_string_new (NULL);
  const ExmSplitGroups *groups = report->groups;
  ExmJsonWriter         writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  write_line (&writer, "all", &report->total);
  exm_json_writer_begin_object (&writer, "labels");
  for (guint i = 0; i < report->lines->len; i++)
    {
      const ExmSplitLine *line = report->lines->pdata[i];

      write_line (&writer, line->name != NULL ? line->name : "", line);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_double (&writer, "byte_share", exm_split_report_get_share (report));
  exm_json_writer_int64 (&writer, "held", report->n_held);
  exm_json_writer_int64 (&writer, "groups", groups->n_groups);
  exm_json_writer_int64 (&writer, "same", groups->n_by[0]);
  exm_json_writer_int64 (&writer, "near", groups->n_by[1]);
  exm_json_writer_int64 (&writer, "same_author", groups->n_by[2]);
  exm_json_writer_int64 (&writer, "same_thread", groups->n_by[3]);
  exm_json_writer_int64 (&writer, "pattern", groups->n_pattern);
  exm_json_writer_int64 (&writer, "leaks", report->n_leaks);
  exm_json_writer_int64 (&writer, "refused", report->n_refused);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_words (const ExmSplitReport *report)
{
  const ExmSplitLine   *total = &report->total;
  const ExmSplitGroups *groups = report->groups;

  g_print (_ ("%u train, %u validate, %u not chosen\n"), total->n[EXM_SPLIT_TRAINING], total->n[EXM_SPLIT_VALIDATION], total->n[EXM_SPLIT_NONE]);
  if (total->n[EXM_SPLIT_VALIDATION] > 0)
    g_print (_ ("Validation is %.1f %% of the bytes of training\n"), 100 * exm_split_report_get_share (report));
  g_print (_ ("%u groups stay together: same post %u, nearly the same %u, same author %u, same thread %u\n"), groups->n_groups, groups->n_by[0],
              groups->n_by[1], groups->n_by[2], groups->n_by[3]);
  g_print (ngettext ("%u group stands on both sides\n", "%u groups stand on both sides\n", report->n_leaks), report->n_leaks);
  if (groups->n_pattern > 0)
    g_print (ngettext ("%u post made after one pattern: only equal ones stay together\n", "%u posts made after one pattern: only equal ones stay together\n",
                       groups->n_pattern),
             groups->n_pattern);
  if (report->n_refused > 0)
    {
      g_autofree char *words = exm_split_refused_words (report->n_refused);

      g_print ("%s\n", words);
    }
}

static gboolean
change (ExmCliData *data,
        const char *path,
        int         percent,
        gint64      seed,
        gboolean    clear,
        GError    **error)
{
  g_autoptr(ExmCommand) command = NULL;
  g_autoptr(ExmReceipt) receipt = NULL;

  if (data->temporary != NULL)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           _ ("Only a dataset keeps a split: make one with “exemplar convert FILE FILE.exemplar”"));
      return FALSE;
    }
  /* Opened for reading only until now. */
  exm_dataset_close_sync (data->dataset);
  g_clear_object (&data->dataset);
  data->dataset = _exm_cli_data_keep (path, error);
  if (data->dataset == NULL)
    return FALSE;
  command = clear ? exm_split_clear () : exm_split_make_sync (data->dataset, percent, (guint64)seed, NULL, _exm_cli_cancellable (), error);
  if (command == NULL)
    return FALSE;
  receipt = exm_dataset_run_sync (data->dataset, command, error);
  return receipt != NULL;
}

int
_exm_cli_split (int    argc,
                char **argv)
{
  int                percent = -1;
  gint64             seed = EXM_SPLIT_SEED;
  gboolean           clear = FALSE;
  gboolean           as_json = FALSE;
  const GOptionEntry entries[] = {
    { "validation", 0, 0, G_OPTION_ARG_INT, &percent, N_ ("Make a split with this share, 1 to 20"), N_ ("PCT") },
      { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("The same number gives the same split"), N_ ("N") },
        { "clear", 0, 0, G_OPTION_ARG_NONE, &clear, N_ ("Forget which side posts are on"), NULL },
          { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
            G_OPTION_ENTRY_NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmSplitReport) report = NULL;
  ExmCliData *data;
  int         status = EXM_CLI_OK;

  if (!_exm_cli_parse (&argc, &argv, entries, NULL, 1, 1))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (as_json);
  if (percent != -1 && (percent < 1 || percent > EXM_SPLIT_MAX_PERCENT))
    {
      _exm_cli_say (_ ("--validation takes 1 to %d"), EXM_SPLIT_MAX_PERCENT);
      return EXM_CLI_USAGE;
    }
  data = _exm_cli_data_open (argv[1], &error);
  if (data == NULL)
    return _exm_cli_fail (error, EXM_CLI_USAGE);
  if ((percent == -1 && !clear) || change (data, argv[1], percent, seed, clear, &error))
    report = exm_split_report_sync (data->dataset, _exm_cli_cancellable (), &error);
  if (report == NULL)
    status = _exm_cli_fail (error, EXM_CLI_FAILED);
  else if (as_json)
    print_json (report);
  else
    print_words (report);
  _exm_cli_data_free (data);
  return status;
}
