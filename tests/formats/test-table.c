/* test-table.c - tables and plain text: sniffing, reading, writing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "exm-reader-private.h"
#include "exm-table-write-private.h"

typedef struct
{
  const char *text;
  const char *name;
  ExmDialect  dialect;
  char        delimiter;
  gboolean    header;
  int         text_column;
  int         label_column;
} Case;

static const Case cases[] = {
  { "text,label\nHello there,joy\nBye now,grief\n", "a.csv", EXM_DIALECT_CSV, ',', TRUE, 0, 1 },
  { "id;tweet;sentiment\n1;Hello, there;joy\n2;Bye;grief\n", "a.csv", EXM_DIALECT_CSV, ';', TRUE, 1, 2 },
  { "label\ttext\njoy\tHello, you\ngrief\tBye\n", "a.tsv", EXM_DIALECT_CSV, '\t', TRUE, 1, 0 },
  { "Hello there everyone,joy\nWhat a day it was,joy\nOh no not again,grief\nGood morning all,joy\n", "a.csv", EXM_DIALECT_CSV, ',', FALSE, 0, 1 },
  { "Hello there everyone|joy\nWhat a day it was|joy\nOh no not again|grief\nFine|joy\n", "pasted", EXM_DIALECT_CSV, '|', FALSE, 0, 1 },
  { "\"one post, with a comma\"\n\"another \"\"post\"\"\"\n", "a.csv", EXM_DIALECT_CSV, ',', FALSE, 0, -1 },
  { "I like this, really\nMonday again\nCoffee, tea, me\n", "pasted", EXM_DIALECT_TEXT, 0, FALSE, 0, 0 },
  { "a,b\nc,d\n", "notes.txt", EXM_DIALECT_TEXT, 0, FALSE, 0, 0 },
  { "text,label\n{name} here,joy\n", "a.csv", EXM_DIALECT_CSV, ',', TRUE, 0, 1 },
  { "one line only", "pasted", EXM_DIALECT_TEXT, 0, FALSE, 0, 0 },
};

static ExmSource *
source_of (const char *text,
           const char *name)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return exm_source_new_bytes (bytes, name);
}

/* TAP lines are text without line breaks. */
static void
message_line (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  g_test_message ("%s", escaped);
}

static void
test_sniff (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ExmSource) source = source_of (cases[i].text, cases[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, &error);
      g_autofree char *words = NULL;

      g_assert_no_error (error);
      message_line (cases[i].text);
      g_assert_cmpint (sniff->dialect, ==, cases[i].dialect);
      words = exm_sniff_describe (sniff);
      g_assert_nonnull (strstr (words, "UTF-8"));
      if (cases[i].dialect != EXM_DIALECT_CSV)
        continue;
      g_assert_cmpint (sniff->delimiter, ==, cases[i].delimiter);
      g_assert_true (sniff->has_header == cases[i].header);
      g_assert_cmpint (sniff->text_column, ==, cases[i].text_column);
      g_assert_cmpint (sniff->label_column, ==, cases[i].label_column);
      g_assert_cmpuint (sniff->samples->len, >, 0);
    }
}

/* A user's own mapping, by name and by number; the header switched off. */
static void
test_mapping (void)
{
  g_autoptr (ExmSource) source = source_of ("title,body,class\nx,Hello there,a\ny,Bye,b\n", "a.csv");
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, NULL);
  ExmReader reader;
  ExmItem   item;
  guint     n = 0;

  g_assert_cmpint (exm_sniff_find_column (sniff, "TITLE"), ==, 0);
  g_assert_cmpint (exm_sniff_find_column (sniff, "3"), ==, 2);
  g_assert_cmpint (exm_sniff_find_column (sniff, "4"), ==, -1);
  g_assert_cmpint (exm_sniff_find_column (sniff, "nope"), ==, -1);
  sniff->text_column = 0;
  sniff->label_column = -1;
  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  g_assert_cmpint (_exm_reader_next (&reader, &item, NULL, NULL), ==, EXM_READ_ITEM);
  g_assert_cmpmem (item.input.data, item.input.len, "x", 1);
  g_assert_false (item.has_output);
  _exm_reader_close (&reader);

  sniff->has_header = FALSE;
  g_assert_true (exm_sniff_again_sync (sniff, source, NULL, NULL));
  g_assert_cmpstr (g_ptr_array_index (sniff->columns, 0), !=, "title");
  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  while (_exm_reader_next (&reader, &item, NULL, NULL) == EXM_READ_ITEM)
    n++;
  _exm_reader_close (&reader);
  g_assert_cmpuint (n, ==, 3);

  sniff->label_column = sniff->text_column;
  g_assert_false (_exm_reader_open (&reader, source, sniff, NULL));
}

static void
test_records (void)
{
  static const char text[] =
    "text,label\r\n"
    "\"a \"\"quoted\"\" word, comma\",joy\r\n"
    "\"two\nlines\r\nthree\", joy \r\n"
    "\r\n"
    "it's 5\" wide,joy\r\n"
    "\"tail\" more,joy\r\n"
    "only one column\r\n"
    ",joy\r\n"
    "'=SUM(A1),'-x\r\n"
    "\"never closed,joy\r\n"
    "last,grief";
  static const struct
  {
    guint64     line;
    const char *input; /* NULL = bad */
    const char *output;
    ExmReason   reason;
  } expected[] = {
    { 2, "a \"quoted\" word, comma", "joy", 0 },
    { 3, "two\nlines\r\nthree", "joy", 0 },
    { 7, "it's 5\" wide", "joy", 0 },
    { 8, "tail more", "joy", 0 },
    { 9, "only one column", NULL, 0 },
    { 10, NULL, NULL, EXM_REASON_EMPTY_TEXT },
    { 11, "=SUM(A1)", "-x", 0 },
    { 12, NULL, NULL, EXM_REASON_UNCLOSED_QUOTE },
    { 13, "last", "grief", 0 },
  };
  g_autoptr (ExmSource) source = source_of (text, "a.csv");
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, NULL);
  ExmReader reader;
  ExmItem   item;

  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpint (_exm_reader_next (&reader, &item, NULL, NULL), ==, EXM_READ_ITEM);
      g_assert_cmpuint (item.line, ==, expected[i].line);
      g_assert_true (item.is_bad == (expected[i].input == NULL));
      if (item.is_bad)
        {
          g_assert_cmpint (item.fault.reason, ==, expected[i].reason);
          continue;
        }
      g_assert_cmpmem (item.input.data, item.input.len, expected[i].input, strlen (expected[i].input));
      g_assert_true (item.has_output == (expected[i].output != NULL));
      if (item.has_output)
        g_assert_cmpmem (item.output.data, item.output.len, expected[i].output, strlen (expected[i].output));
    }
  g_assert_cmpint (_exm_reader_next (&reader, &item, NULL, NULL), ==, EXM_READ_END);
  _exm_reader_close (&reader);
}

/* Many unclosed quotes over a large file end soon. */
static void
test_many_unclosed (void)
{
  g_autoptr (GString) text = g_string_new ("text,label\n");
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (ExmSniff) sniff = NULL;
  guint     n_bad = 0, n = 0;
  ExmReader reader;
  ExmItem   item;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "post number %u,joy\n", i);
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "\"x\"%s\n", i % 2 == 0 ? ",\"" : "");
  source = source_of (text->str, "a.csv");
  sniff = exm_sniff_sync (source, NULL, NULL);
  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  while (_exm_reader_next (&reader, &item, NULL, NULL) == EXM_READ_ITEM)
    {
      n++;
      n_bad += item.is_bad;
    }
  _exm_reader_close (&reader);
  g_assert_cmpuint (n, >, 20000);
  g_assert_cmpuint (n_bad, <, 2000);
}

/* Whatever is written as a cell comes back, and no cell begins like a formula. */
static void
test_guard (void)
{
  static const char *const payloads[] = {
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1", "'quoted'", "'", "", "plain", "a,b", "a;b",
    "say \"hi\"", "two\nlines", " lead", "trail ", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "'-", "-", "caf\xc3\xa9", "@user hello"
  };
  ExmTableColumns columns;

  _exm_table_columns_init (&columns);
  columns.has_system = columns.has_note = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (ExmExample) example = exm_example_new ();
      g_autoptr (ExmSource) source = NULL;
      g_autoptr (ExmSniff) sniff = NULL;
      const char *cell;
      ExmReader   reader;
      ExmItem     item;

      g_free (example->input);
      example->input = g_strconcat ("x", payloads[i], NULL);
      example->has_system = TRUE;
      example->system = g_strdup (payloads[i]);
      example->note = g_strdup (payloads[i]);
      _exm_table_append_header (out, &columns);
      _exm_table_append_example (out, &columns, example, "joy");
      source = source_of (out->str, "a.csv");
      sniff = exm_sniff_sync (source, NULL, NULL);
      g_assert_cmpint (sniff->note_column, ==, 3);
      g_assert_cmpint (sniff->system_column, ==, 2);
      g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
      g_assert_cmpint (_exm_reader_next (&reader, &item, NULL, NULL), ==, EXM_READ_ITEM);
      g_assert_cmpmem (item.input.data + 1, item.input.len - 1, payloads[i], strlen (payloads[i]));
      g_assert_cmpmem (item.system.data, item.system.len, payloads[i], strlen (payloads[i]));
      g_assert_cmpmem (item.note.data, item.note.len, payloads[i], strlen (payloads[i]));
      _exm_reader_close (&reader);

      g_string_truncate (out, 0);
      _exm_table_append_cell (out, payloads[i], strlen (payloads[i]));
      cell = out->str + (out->str[0] == '"' ? 1 : 0);
      g_assert_null (*cell != '\0' ? strchr ("=+-@\t\r", *cell) : NULL);
    }
  _exm_table_columns_clear (&columns);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/formats/table/sniff", test_sniff);
  g_test_add_func ("/formats/table/mapping", test_mapping);
  g_test_add_func ("/formats/table/records", test_records);
  g_test_add_func ("/formats/table/many-unclosed", test_many_unclosed);
  g_test_add_func ("/formats/table/guard", test_guard);

  return g_test_run ();
}
