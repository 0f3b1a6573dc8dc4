/* test-import-large.c - imports of many batches: every row and line in its place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "files-fixture.h"

#define N_LINES 3000
#define HUGE_LINE 1234
#define HUGE_SIZE (700 * 1024) /* more than a batch has room for */

typedef enum
{
  PLAIN,
  BAD,
  TURNS,
  OTHER_SYSTEM,
  UNKNOWN_FIELD,
  UNLIKE_TEMPLATE,
  HUGE,
} Kind;

static Kind
kind_of (guint i)
{
  if (i == HUGE_LINE)
    return HUGE;
  if (i % 7 == 3)
    return BAD;
  if (i % 11 == 5)
    return TURNS;
  if (i % 13 == 6)
    return OTHER_SYSTEM;
  if (i % 17 == 7)
    return UNKNOWN_FIELD;
  return i % 19 == 8 ? UNLIKE_TEMPLATE : PLAIN;
}

static void
append_line (GString *text,
             guint    i)
{
  Kind        kind = kind_of (i);
  const char *system = kind == OTHER_SYSTEM ? "Other." : "Name the feeling.";

  if (kind == BAD)
    {
      g_string_append_printf (text, "{\"messages\":[%u}\n", i);
      return;
    }
  g_string_append_printf (text, "{\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},", system);
  if (kind == TURNS)
    g_string_append_printf (text, "{\"role\":\"user\",\"content\":\"before %u\"},{\"role\":\"model\",\"content\":\"yes %u\"},", i, i);
  g_string_append_printf (text, "{\"role\":\"user\",\"content\":\"%s%u", kind == UNLIKE_TEMPLATE ? "" : "Text: ", i);
  if (kind == HUGE)
    for (guint n = 0; n < HUGE_SIZE; n++)
      g_string_append_c (text, (char)('a' + n % 26));
  g_string_append_printf (text, "\"},{\"role\":\"model\",\"content\":\"Sentiment: L%u\"}]%s}\n", i % 40, kind == UNKNOWN_FIELD ? ",\"id\":1" : "");
}

typedef struct
{
  guint next; /* line */
} Walk;

static gboolean
check_row (const ExmExample *example,
           const char       *label_name,
           gpointer          user_data,
           GError          **error)
{
  Walk            *walk = user_data;
  g_autofree char *input = NULL;
  g_autofree char *label = NULL;
  Kind             kind;

  while (kind_of (walk->next) == BAD)
    walk->next++;
  kind = kind_of (walk->next);
  input = g_strdup_printf ("%u", walk->next);
  label = g_strdup_printf ("L%u", walk->next % 40);
  g_assert_cmpstr (label_name, ==, label);
  if (kind == HUGE)
    {
      g_assert_cmpuint (strlen (example->input), ==, strlen (input) + HUGE_SIZE);
      g_assert_true (g_str_has_prefix (example->input, "1234abcdefghij"));
      g_assert_true (g_str_has_suffix (example->input, "xyzabcdef"));
    }
  else
    {
      g_assert_cmpstr (example->input, ==, input);
    }
  g_assert_cmpint (example->has_system, ==, kind == OTHER_SYSTEM);
  if (kind == OTHER_SYSTEM)
    g_assert_cmpstr (example->system, ==, "Other.");
  g_assert_cmpint (example->input_verbatim, ==, kind == UNLIKE_TEMPLATE);
  g_assert_cmpint (example->raw != NULL, ==, kind == UNKNOWN_FIELD);
  if (kind == TURNS)
    {
      g_autofree char *before = g_strdup_printf ("before %u", walk->next);

      g_assert_cmpuint (example->turns->len, ==, 2);
      g_assert_cmpstr (((const ExmTurn *)example->turns->pdata[0])->text, ==, before);
    }
  else
    {
      g_assert_true (example->turns == NULL || example->turns->len == 0);
    }
  walk->next++;
  return TRUE;
}

static void
test_order (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ExmImportReport) report = NULL;
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint       n_bad = 0;
  Walk        walk = { 0 };
  ExmDataset *dataset;

  for (guint i = 0; i < N_LINES; i++)
    {
      append_line (text, i);
      n_bad += kind_of (i) == BAD;
    }
  source = source_of (text->str);
  dataset = create (fixture, source, "large.exemplar", &report);
  g_assert_cmpuint (report->n_examples, ==, N_LINES - n_bad);
  g_assert_cmpuint (report->n_quarantined, ==, n_bad);
  g_assert_cmpuint (report->n_labels, ==, 40);
  g_assert_true (exm_dataset_foreach_sync (dataset, NULL, NULL, check_row, &walk, NULL, &error));
  g_assert_no_error (error);

  lines = exm_dataset_get_quarantine_sync (dataset, 10000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, n_bad);
  for (guint i = 0; i < lines->len; i++)
    {
      const ExmQuarantined *line = lines->pdata[i];

      g_assert_cmpuint (line->line, ==, 7 * i + 4);
    }
  close_dataset (dataset);
}

/* The one that stores gives up while the one that reads goes on: nothing is left. */
static void
cancel_at_once (const ExmProgress *progress,
                gpointer           user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_give_up (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ExmSource) small = source_of (mixed);
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (ExmImport) import = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  ExmDataset *dataset = create (fixture, small, "small.exemplar", NULL);
  guint       before = exm_dataset_get_stats (dataset)->n_examples;

  /* Enough for a report, which comes every tenth of a second. */
  for (guint i = 0; i < 400000; i++)
    g_string_append_printf (text, "{\"text\":\"post number %u\",\"label\":\"l%u\"}\n", i, i % 50);
  source = source_of (text->str);
  import = exm_import_new (source, NULL);
  exm_import_set_progress (import, cancel_at_once, cancellable);
  g_assert_null (exm_import_into_sync (import, dataset, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, before);
  g_assert_null (exm_dataset_find_label (dataset, "l7"));
  close_dataset (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/formats/import-large/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/formats/import-large/give-up", Fixture, NULL, set_up, test_give_up, tear_down);
  return g_test_run ();
}
