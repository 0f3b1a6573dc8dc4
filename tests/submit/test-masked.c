/* test-masked.c - personal data is masked in what is sent, and only there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-personal.h"
#include "exm-review-marks.h"
#include "exm-submit-mask.h"
#include "submit-fixture.h"

/* How many files under @path hold @text. */
static guint
count_files (const char *path,
             const char *text)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint       n = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *contents = NULL;
      gsize            length;

      if (g_file_test (file, G_FILE_TEST_IS_DIR))
        n += count_files (file, text);
      else if (g_file_get_contents (file, &contents, &length, NULL))
        n += memmem (contents, length, text, strlen (text)) != NULL;
    }
  return n;
}

/* What the dataset asks to mask is not in what arrives, and still in the dataset. */
static void
test_masked (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(ExmExample) example = NULL;
  g_autoptr(ExmCommand) command = NULL;
  g_autoptr(ExmReceipt) receipt = NULL;
  g_autoptr(ExmCommand) masking = NULL;
  g_autoptr(ExmReceipt) masked = NULL;
  g_autoptr(GDir) folder = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;
  guint       n_plain = 0;
  guint       n_masked = 0;
  guint       n_kept = 0;

  command = exm_command_new_set_input (1, "Write to ann@example.org about @anna");
  receipt = exm_dataset_run_sync (dataset, command, &error);
  g_assert_no_error (error);
  masking = exm_upload_mask_command (1u << EXM_PERSONAL_EMAIL);
  masked = exm_dataset_run_sync (dataset, masking, &error);
  g_assert_no_error (error);
  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);

  folder = g_dir_open (fixture_folder (), 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *state = g_build_filename (fixture_folder (), name, NULL);

      if (!g_str_has_prefix (name, "practice-"))
        continue;
      n_plain += count_files (state, "ann@example.org");
      n_masked += count_files (state, "Write to <email> about");
      n_kept += count_files (state, "about @anna");
    }
  g_assert_cmpuint (n_plain, ==, 0);
  g_assert_cmpuint (n_masked, >=, 1);
  g_assert_cmpuint (n_kept, >=, 1);
  example = exm_dataset_get_example_sync (dataset, 1, &error);
  g_assert_cmpstr (example->input, ==, "Write to ann@example.org about @anna");
  service_stop (&service);
}

/* Whatever a line has is masked, what stays keeps its bytes, and what is no JSON is
 * not sent. */
static void
test_line (void)
{
  static const struct
  {
    const char *line;
    const char *sent; /* NULL = not sent */
  } cases[] = {
    { "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\\nfoo@example.org\"}]}], \"from\" : { \"who\":[\"b@example.org\", 1.50 ] }}",
      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\\n<email>\"}]}], \"from\" : { \"who\":[\"<email>\", 1.50 ] }}" },
    { "{\"a\":\"\\u00e9 @anna\",\"foo@example.org\":true}", "{\"a\":\"\\u00e9 @anna\",\"foo@example.org\":true}" },
    { "{\"a\":\"foo\\u0040example.org\"}", "{\"a\":\"<email>\"}" },
    { "{\"a\":\"foo@example.org\"", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) line = g_string_new (cases[i].line);
      gboolean ok = exm_submit_mask_line (line, 1u << EXM_PERSONAL_EMAIL);

      g_assert_cmpint (ok, ==, cases[i].sent != NULL);
      g_assert_cmpstr (line->str, ==, cases[i].sent != NULL ? cases[i].sent : cases[i].line);
    }
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/masked", test_masked);
  g_test_add_func ("/submit/masked/line", test_line);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
