/* exm-cli-convert.c - exemplar convert: a file in another format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-export.h"

#include <glib/gi18n-lib.h>

#define TO_DATASET "exemplar"

static void
progress_cb (const ExmProgress *progress,
             gpointer           user_data)
{
  /* Translators: number of examples */
  g_autofree char *text = g_strdup_printf (_ ("Writing… %llu examples"),
                                              (unsigned long long)progress->rows);

  _exm_cli_progress (text);
}

static void
say_left_out (const char *what,
              guint64     n)
{
  if (n > 0)
    _exm_cli_say ("%s: %llu", what, (unsigned long long)n);
}

static int
export_to (const char *from,
           GFile      *to,
           ExmDialect  dialect,
           gboolean    force,
           gboolean    with_reposts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCliData) data = _exm_cli_data_open_with (from, with_reposts, &error);
  ExmExportReport report;

  if (data == NULL)
    return _exm_cli_fail (error, EXM_CLI_USAGE);
  if (!exm_export_sync (data->dataset, to, dialect, NULL,
                        force ? EXM_EXPORT_REPLACE : EXM_EXPORT_DEFAULT, progress_cb, NULL, &report,
                        _exm_cli_cancellable (), &error))
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  _exm_cli_progress_end ();
  g_print (ngettext ("%u example written\n", "%u examples written\n", (guint)report.n_written),
           (guint)report.n_written);
  say_left_out (_ ("Left out, no label yet"), report.n_unlabelled);
  say_left_out (_ ("Left out, set aside"), report.n_skipped);
  say_left_out (_ ("Left out, empty"), report.n_empty);
  say_left_out (_ ("Left out, cannot be said in this format"),
                   report.n_cannot);
  say_left_out (_ ("Lines that could not be read"),
                   exm_dataset_get_stats (data->dataset)->n_quarantined);
  return EXM_CLI_OK;
}

/* A dataset of @from: written beside @to and put in its place when it is whole. */
static int
import_to (const char *from,
           GFile      *to,
           gboolean    force,
           gboolean    with_reposts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (from);
  g_autoptr (GFile) beside = NULL;
  g_autofree char *name = NULL;
  g_autofree char *hidden = NULL;

  if (g_str_has_suffix (from, EXM_DATASET_EXTENSION))
    {
      _exm_cli_say (_ ("“%s” is a dataset already"), from);
      return EXM_CLI_USAGE;
    }
  if (!force)
    return _exm_cli_import (file, to, with_reposts, &error) ? EXM_CLI_OK : _exm_cli_fail (error, EXM_CLI_USAGE);

  name = g_file_get_basename (to);
  hidden = g_strdup_printf (".%s.%x.new", name, g_random_int ());
  beside = g_file_new_build_filename (g_file_peek_path (to), "..", hidden, NULL);
  if (!_exm_cli_import (file, beside, with_reposts, &error))
    return _exm_cli_fail (error, EXM_CLI_USAGE);
  if (!g_file_move (beside, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error))
    {
      g_file_delete (beside, NULL, NULL);
      return _exm_cli_fail (error, EXM_CLI_FAILED);
    }
  return EXM_CLI_OK;
}

static gboolean
choose_format (const char *wish,
               const char *out,
               ExmDialect *dialect,
               gboolean   *dataset)
{
  *dialect = EXM_DIALECT_CONTENTS;
  *dataset = wish != NULL ? g_str_equal (wish, TO_DATASET)
                          : g_str_has_suffix (out, EXM_DATASET_EXTENSION);
  if (*dataset)
    return TRUE;
  if (wish != NULL)
    *dialect = exm_dialect_from_id (wish);
  else if (g_str_has_suffix (out, ".csv"))
    *dialect = EXM_DIALECT_CSV;
  if (exm_dialect_can_write (*dialect))
    return TRUE;
  _exm_cli_say (_ ("“%s” is no format to write; there are gemini, messages, openai, csv and exemplar"),
                   wish);
  return FALSE;
}

int
_exm_cli_convert (int    argc,
                  char **argv)
{
  g_autofree char *wish = NULL;
  gboolean         force = FALSE;
  gboolean         with_reposts = FALSE;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "to", 't', 0, G_OPTION_ARG_STRING, &wish, N_ ("Format: gemini, messages, openai, csv, exemplar"), N_ ("FORMAT") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_ ("Replace OUT if it is there"), NULL },
    { "reposts", 0, 0, G_OPTION_ARG_NONE, &with_reposts, N_ ("Of an archive, take reposts as well"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  g_autoptr (GFile) to = NULL;
  ExmDialect dialect;
  gboolean   dataset;

  if (!_exm_cli_parse (&argc, &argv, entries, NULL, 2, 2))
    return EXM_CLI_USAGE;
  if (!choose_format (wish, argv[2], &dialect, &dataset))
    return EXM_CLI_USAGE;
  to = g_file_new_for_commandline_arg (argv[2]);
  if (!force && g_file_query_exists (to, NULL))
    {
      _exm_cli_say (_ ("“%s” is there already; --force replaces it"), argv[2]);
      return EXM_CLI_FAILED;
    }
  return dataset ? import_to (argv[1], to, force, with_reposts) : export_to (argv[1], to, dialect, force, with_reposts);
}
