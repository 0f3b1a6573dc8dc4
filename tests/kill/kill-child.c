/* kill-child.c - works on a dataset until somebody kills it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "kill-ops.h"

#include "exm-catalogue.h"
#include "exm-submit-run.h"

#include <stdio.h>
#include <stdlib.h>

static ExmDataset *
open_dataset (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  ExmDataset *dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);

  if (dataset == NULL)
    g_error ("open: %s", error->message);
  return dataset;
}

/* Runs operations from @first on; says the number of each once it is on disk. */
G_NORETURN static void
edit (const char *path,
      guint       first)
{
  g_autoptr (ExmDataset) dataset = open_dataset (path);
  g_autoptr (GError) error = NULL;

  for (guint i = first;; i++)
    {
      if (!kill_ops_run (dataset, i, &error))
        g_error ("operation %u: %s", i, error->message);
      printf ("%u\n", i);
      fflush (stdout);
      /* A fast disk would make so many that the reference cannot follow. */
      g_usleep (3000);
    }
}

static ExmSubmitRun *
make_run (ExmDataset   *dataset,
          ExmGoogle    *google,
          ExmCatalogue *catalogue)
{
  g_autoptr (GPtrArray) all = exm_submission_list_sync (dataset, NULL);
  g_autoptr (ExmSubmitOptions) options = NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (!exm_submission_is_ended (g_ptr_array_index (all, i)))
      return exm_submit_run_new_resume (dataset, google, catalogue, g_ptr_array_index (all, i));
  options = exm_submit_options_new (exm_catalogue_get_default (catalogue)->id, "Killed");
  options->epochs = 2;
  return exm_submit_run_new (dataset, google, catalogue, options);
}

/* Starts a submission or goes on with the unfinished one; says its request id and
 * state when it has ended. */
static int
submit (const char *path,
        const char *origin)
{
  g_autoptr (ExmDataset) dataset = open_dataset (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmCatalogue) catalogue = exm_catalogue_load (&error);
  g_autoptr (ExmGoogle) google = NULL;
  g_autoptr (ExmSubmitRun) run = NULL;
  const ExmSubmitPace  pace = { 30, 60, 300 };
  const ExmSubmission *submission;

  if (catalogue == NULL)
    g_error ("catalogue: %s", error->message);
  google = exm_google_new_practice (origin, EXM_PRACTICE_TOKEN_PREFIX "kill", &error);
  if (google == NULL)
    g_error ("session: %s", error->message);
  run = make_run (dataset, google, catalogue);
  exm_submit_run_set_pace (run, &pace);
  if (!exm_submit_run_run_sync (run, TRUE, NULL, &error))
    g_error ("submit: %s", error->message);
  submission = exm_submit_run_get_submission (run);
  printf ("%s %s\n", submission->request_id, submission->state_text);
  fflush (stdout);
  exm_dataset_close_sync (dataset);
  return EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "edit"))
    edit (argv[2], (guint)g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && g_str_equal (argv[1], "submit"))
    return submit (argv[2], argv[3]);
  return EXIT_FAILURE;
}
