/* test-extras.c - columns that are nothing to us come and go with their examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-extras-private.h"
#include "files-fixture.h"

static ExmDataset *
create_table (Fixture    *fixture,
              const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, "a.csv");

  return create (fixture, source, "a.exemplar", NULL);
}

static void
assert_exported (Fixture    *fixture,
                 ExmDataset *dataset,
                 ExmDialect  dialect,
                 const char *expected)
{
  g_autofree char *found = NULL;

  export_to (fixture, dataset, "out", dialect, EXM_EXPORT_REPLACE | EXM_EXPORT_UNLABELLED);
  found = contents (fixture, "out");
  g_assert_cmpstr (found, ==, expected);
}

static void
run (ExmDataset *dataset,
     ExmCommand *command)
{
  g_autoptr (ExmCommand) owned = command;
  g_autoptr (GError) error = NULL;

  exm_receipt_free (exm_dataset_run_sync (dataset, owned, &error));
  g_assert_no_error (error);
}

/* Through edits, copies and undo; the JSON lines know nothing of them. */
static void
test_kept (Fixture      *fixture,
           gconstpointer data)
{
  ExmDataset *dataset = create_table (fixture,
                                      "id,tweet,sentiment,place,id\n"
                                      "1,Hello there,joy,\"Rome, Italy\",a\n"
                                      "2,Good bye,grief,,\n"
                                      ",Nothing else,joy,,\n"
                                      "4,Last one,joy,\"=two\nlines\",\"say \"\"d\"\"\"\n");
  g_autoptr (ExmTarget) second = exm_target_new_row (2);
  g_autoptr (GError) error = NULL;

  assert_exported (fixture, dataset, EXM_DIALECT_CSV,
                   "text,label,id,place,id\r\n"
                   "Hello there,joy,1,\"Rome, Italy\",a\r\n"
                   "Good bye,grief,2,,\r\n"
                   "Nothing else,joy,,,\r\n"
                   "Last one,joy,4,\"'=two\nlines\",\"say \"\"d\"\"\"\r\n");
  assert_exported (fixture, dataset, EXM_DIALECT_OPENAI,
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"},{\"role\":\"assistant\",\"content\":\"joy\"}]}\n"
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"Good bye\"},{\"role\":\"assistant\",\"content\":\"grief\"}]}\n"
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"Nothing else\"},{\"role\":\"assistant\",\"content\":\"joy\"}]}\n"
                   "{\"messages\":[{\"role\":\"user\",\"content\":\"Last one\"},{\"role\":\"assistant\",\"content\":\"joy\"}]}\n");

  run (dataset, exm_command_new_set_input (1, "Hello again"));
  run (dataset, exm_command_new_set_note (second, "mine"));
  run (dataset, exm_command_new_duplicate (second));
  run (dataset, exm_command_new_delete (second));
  assert_exported (fixture, dataset, EXM_DIALECT_CSV,
                   "text,label,note,id,place,id\r\n"
                   "Hello again,joy,,1,\"Rome, Italy\",a\r\n"
                   "Good bye,grief,mine,2,,\r\n"
                   "Nothing else,joy,,,,\r\n"
                   "Last one,joy,,4,\"'=two\nlines\",\"say \"\"d\"\"\"\r\n");
  for (guint i = 0; i < 3; i++)
    {
      exm_receipt_free (exm_dataset_undo_sync (dataset, &error));
      g_assert_no_error (error);
    }
  run (dataset, exm_command_new_delete (second));
  assert_exported (fixture, dataset, EXM_DIALECT_CSV,
                   "text,label,id,place,id\r\n"
                   "Hello again,joy,1,\"Rome, Italy\",a\r\n"
                   "Nothing else,joy,,,\r\n"
                   "Last one,joy,4,\"'=two\nlines\",\"say \"\"d\"\"\"\r\n");
  close_dataset (dataset);
}

/* Files with other columns share one table: each name once, in the order they came. */
static void
test_several_files (Fixture      *fixture,
                    gconstpointer data)
{
  ExmDataset *dataset = create_table (fixture, "text,a,b\nFirst post here,1,2\n");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("b,text,c,b\n3,Second post,4,5\n", 29);
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, "b.csv");
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (ExmImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  report = exm_import_into_sync (import, dataset, NULL, &error);
  g_assert_no_error (error);
  assert_exported (fixture, dataset, EXM_DIALECT_CSV,
                   "text,label,a,b,c,b\r\n"
                   "First post here,,1,2,,\r\n"
                   "Second post,,,3,4,5\r\n");
  close_dataset (dataset);
}

/* A column that has one of our names but was mapped to nothing must not become ours. */
static void
test_our_names (Fixture      *fixture,
                gconstpointer data)
{
  static const char text[] = "title,text,Note,label\nMy title here,body,scribble,7\nAnother title,body 2,,8\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, "a.csv");
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, NULL);
  g_autoptr (ExmImport) import = NULL;
  g_autoptr (ExmImportReport) report = NULL;
  g_autoptr (GFile) file = file_in (fixture, "a.exemplar");
  g_autoptr (GFile) out = file_in (fixture, "out.csv");
  g_autoptr (ExmSource) exported = exm_source_new_file (out);
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;
  ExmDataset *dataset;

  sniff->text_column = 0;
  sniff->label_column = sniff->note_column = -1;
  import = exm_import_new (source, sniff);
  report = exm_import_create_sync (import, file, NULL, &error);
  g_assert_no_error (error);
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  export_to (fixture, dataset, "out.csv", EXM_DIALECT_CSV, EXM_EXPORT_DEFAULT);
  close_dataset (dataset);
  first = contents (fixture, "out.csv");
  g_assert_cmpstr (first, ==,
                   "text,label,note,text,Note,label\r\n"
                   "My title here,,,body,scribble,7\r\n"
                   "Another title,,,body 2,,8\r\n");

  dataset = create (fixture, exported, "again.exemplar", NULL);
  assert_exported (fixture, dataset, EXM_DIALECT_CSV, first);
  close_dataset (dataset);
}

/* What a damaged file may hold. */
static void
test_broken (void)
{
  g_autoptr (GString) packed = g_string_new (NULL);
  const ExmJsonText name = { "name", 4 };
  const ExmJsonText value = { "a\0b", 3 };
  ExmExtras         extras;

  _exm_extras_append (packed, &name, &value);
  _exm_extras_append (packed, &name, &name);
  for (gsize len = 0; len <= packed->len; len++)
    {
      g_autofree char *copy = g_memdup2 (packed->str, MAX (len, 1)); /* its bounds are seen to */

      _exm_extras_init (&extras);
      _exm_extras_learn (&extras, copy, len);
      g_assert_cmpuint (extras.names->len, ==, (len >= 15) + (len == packed->len));
      _exm_extras_spread (&extras, copy, len);
      if (len >= 15)
        g_assert_cmpmem (g_array_index (extras.values, ExmJsonText, 0).data, g_array_index (extras.values, ExmJsonText, 0).len, "a\0b", 3);
      _exm_extras_clear (&extras);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/formats/extras/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/formats/extras/several-files", Fixture, NULL, set_up, test_several_files, tear_down);
  g_test_add ("/formats/extras/our-names", Fixture, NULL, set_up, test_our_names, tear_down);
  g_test_add_func ("/formats/extras/broken", test_broken);
  return g_test_run ();
}
