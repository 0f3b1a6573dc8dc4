/* test-array.c - files that are one JSON array
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-reader-private.h"
#include "files-fixture.h"

static const char *const lines[] = {
  "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Text: one [1] {2}\"},{\"role\":\"model\",\"content\":\"Mood: Joy\"}]}",
  "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Text: \\\"two\\\", \\\\\"},{\"role\":\"model\",\"content\":\"Mood: Fear\"}]}",
  "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Text: three\"},{\"role\":\"model\",\"content\":\"Mood: Joy\"}],\"id\":[1,{\"a\":[]}]}",
  "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: four\"},{\"role\":\"model\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"Text: five\"},{\"role\":\"model\",\"content\":\"Mood: Joy\"}]}",
  "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Text: caf\xc3\xa9\"},{\"role\":\"model\",\"content\":\"Mood: Joy\"}]}",
};

/* Line breaks and indents between tokens, as programs write them for people. */
static void
append_pretty (GString    *out,
               const char *json,
               guint       indent,
               const char *line_break)
{
  gboolean in_string = FALSE;
  guint    depth = indent;

  for (const char *p = json; *p != '\0'; p++)
    {
      gboolean opens = !in_string && (*p == '{' || *p == '[');
      gboolean closes = !in_string && (*p == '}' || *p == ']');

      if (closes)
        depth--;
      if (closes)
        g_string_append_printf (out, "%s%*s", line_break, (int)depth * 2, "");
      g_string_append_c (out, *p);
      if (in_string && *p == '\\')
        g_string_append_c (out, *++p);
      else if (*p == '"')
        in_string = !in_string;
      if (opens)
        depth++;
      if (opens || (!in_string && *p == ','))
        g_string_append_printf (out, "%s%*s", line_break, (int)depth * 2, "");
    }
}

typedef enum
{
  ONE_LINE,
  LINE_EACH,
  PRETTY,
  PRETTY_CRLF,
  BYTE_ORDER_MARK,
  N_LAYOUTS,
} Layout;

static char *
array_of (Layout layout)
{
  const char *line_break = layout == PRETTY_CRLF ? "\r\n" : "\n";
  GString    *out = g_string_new (layout == BYTE_ORDER_MARK ? "\xef\xbb\xbf[" : "[");

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (i > 0)
        g_string_append (out, layout == ONE_LINE ? ", " : ",");
      if (layout != ONE_LINE)
        g_string_append_printf (out, "%s%s", line_break, layout == LINE_EACH ? "" : "  ");
      if (layout == PRETTY || layout == PRETTY_CRLF)
        append_pretty (out, lines[i], 1, line_break);
      else
        g_string_append (out, lines[i]);
    }
  g_string_append_printf (out, "%s]%s", line_break, line_break);
  return g_string_free (out, FALSE);
}

static char *
exported (Fixture    *fixture,
          const char *text,
          const char *name,
          ExmDialect  dialect)
{
  g_autoptr (ExmSource) source = source_of (text);
  g_autofree char *dataset_name = g_strconcat (name, ".exemplar", NULL);
  g_autofree char *out_name = g_strconcat (name, ".jsonl", NULL);
  g_autoptr (ExmImportReport) report = NULL;
  ExmDataset *dataset = create (fixture, source, dataset_name, &report);

  g_assert_cmpuint (report->n_quarantined, ==, 0);
  g_assert_cmpuint (report->n_examples, ==, G_N_ELEMENTS (lines));
  export_to (fixture, dataset, out_name, dialect, EXM_EXPORT_DEFAULT);
  close_dataset (dataset);
  return contents (fixture, out_name);
}

/* What an array gives is what the same lines give, in each layout. */
static void
test_same_as_lines (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *joined = g_strjoinv ("\n", (char **)lines);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *expected = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_string_append_printf (text, "%s\n", lines[i]);
  expected = exported (fixture, text->str, "lines", EXM_DIALECT_MESSAGES);
  g_assert_cmpstr (expected, ==, text->str);
  for (guint layout = 0; layout < N_LAYOUTS; layout++)
    {
      g_autofree char *array = array_of (layout);
      g_autofree char *name = g_strdup_printf ("array%u", layout);
      g_autofree char *found = exported (fixture, array, name, EXM_DIALECT_MESSAGES);

      g_assert_cmpstr (found, ==, expected);
    }
}

/* Each element as "good TEXT", or "bad REASON" with its line. */
static char *
walk (const char *text)
{
  g_autoptr (ExmSource) source = source_of (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, &error);
  GString    *out = g_string_new (NULL);
  ExmReadStep step;
  ExmReader   reader;
  ExmItem     item;

  g_assert_no_error (error);
  g_assert_true (sniff->is_array);
  g_assert_true (_exm_reader_open (&reader, source, sniff, &error));
  while ((step = _exm_reader_next (&reader, &item, NULL, &error)) == EXM_READ_ITEM)
    {
      g_string_append_printf (out, "%s%u@%u:", out->len > 0 ? " " : "", (guint)item.element, (guint)item.line);
      if (item.is_bad)
        g_string_append (out, exm_reason_get_code (item.fault.reason));
      else
        g_string_append_len (out, item.input.data, (gssize)item.input.len);
    }
  g_assert_cmpint (step, ==, EXM_READ_END);
  g_assert_no_error (error);
  _exm_reader_close (&reader);
  return g_string_free (out, FALSE);
}

#define A "{\"text\":\"a\",\"label\":\"x\"}"
#define B "{\"text\":\"b\",\"label\":\"y\"}"
#define C "{\"text\":\"c\",\"label\":\"x\"}"

static void
test_elements (void)
{
  static const struct
  {
    const char *text;
    const char *found;
  } cases[] = {
    { "[" A "," B "]", "1@1:a 2@1:b" },
    { "[\n" A ",\n" B "\n]\n", "1@2:a 2@3:b" },
    { " \n [ " A " ,, \n\n " B " , ] \n", "1@2:a 2@4:b" },
    { "[" A " " B "]", "1@1:a 2@1:b" },
    /* what is no example */
    { "[" A ",7,null," B "]", "1@1:a 2@1:not-an-object 3@1:not-an-object 4@1:b" },
    { "[" A ",\"w]o{rd\",[1,[2]]," B "]", "1@1:a 2@1:not-an-object 3@1:not-an-object 4@1:b" },
    { "[" A ",{\"text\":nope}," B "]", "1@1:a 2@1:broken-json 3@1:b" },
    { "[" A ",\n{\"text\":\"b\"\n \"label\":1},\n" B "]", "1@1:a 2@2:broken-json 3@4:b" },
    { "[" A ",{\"text\":\"\"}," B "]", "1@1:a 2@1:empty-text 3@1:b" },
    /* brackets and quotes that are missing: lost up to the next line that begins so */
    { "[\n" A ",\n{\"text\":\"b,\"label\":\"y\"},\n" C "\n]", "1@2:a 2@3:broken-json 3@4:c" },
    { "[\n" A ",\n{\"text\":\"b\",\n" C "\n]", "1@2:a 2@3:broken-json 3@4:c" },
    { "[\n" A ",\n{\"text\":[\"b\"},\n" C "\n]", "1@2:a 2@3:broken-json 3@4:c" },
    { "[\n" A ",\n  {\"text\":\n  {\"b\":1\n,\n" C "\n]", "1@2:a 2@3:broken-json 3@6:c" },
    /* the end */
    { "[" A "," B, "1@1:a 2@1:b 3@1:broken-json" },
    { "[\n" A ",\n{\"text\":\"b", "1@2:a 2@3:broken-json" },
    { "[" A "]\nsome more words\n", "1@1:a 2@2:broken-json" },
    { "[" A "]\n[" B "]\n", "1@1:a 2@2:b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = walk (cases[i].text);

      if (strcmp (found, cases[i].found) != 0)
        {
          g_autofree char *escaped = g_strescape (cases[i].text, NULL);

          g_test_message ("%s", escaped);
        }
      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

/* Cut anywhere: what was whole is read, and that something is missing is said. */
static void
test_cut (void)
{
  static const char text[] = "[\n " A ",\n " B ",\n " C "\n]";

  for (gsize n = 4; n < sizeof text - 2; n++)
    {
      g_autofree char *cut = g_strndup (text, n);
      g_autofree char *found = walk (cut);

      g_assert_nonnull (strstr (found, ":broken-json"));
      g_assert_true (g_str_has_suffix (found, ":broken-json"));
      g_assert_true ((strstr (found, "2@3:b ") != NULL) == (strstr (cut, B) != NULL));
    }
}

/* Larger than what is read at once, with an element that is larger than a line may be. */
static void
test_large (void)
{
  g_autoptr (GString) text = g_string_new ("[\n");
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (ExmSniff) sniff = NULL;
  g_autoptr (GError) error = NULL;
  guint     n_bad = 0;
  guint64   n = 0;
  ExmReader reader;
  ExmItem   item;

  for (guint i = 1; i <= 30000; i++)
    {
      g_string_append_printf (text, "  {\n    \"text\": \"post number %u of a larger array\",\n    \"label\": \"l%u\"\n  },\n", i, i % 9);
      if (i != 12345)
        continue;
      g_string_append (text, "  {\n    \"text\": \"");
      for (guint k = 0; k < 20 * 1024; k++)
        g_string_append_printf (text, "%01024u", k);
      g_string_append (text, "\"\n  },\n");
    }
  g_string_append (text, "]\n");
  source = source_of (text->str);
  sniff = exm_sniff_sync (source, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  while (_exm_reader_next (&reader, &item, NULL, &error) == EXM_READ_ITEM)
    {
      g_autofree char *expected = g_strdup_printf ("post number %u of a larger array", (guint)(n + 1));

      g_assert_cmpuint (item.element, ==, n + n_bad + 1);
      if (item.is_bad)
        {
          g_assert_cmpint (item.fault.reason, ==, EXM_REASON_TOO_LONG);
          g_assert_cmpuint (item.n_bytes, <=, EXM_QUARANTINE_MAX);
          g_assert_cmpuint (item.line, ==, 2 + 4 * 12345);
          g_assert_true (item.truncated);
          n_bad++;
          continue;
        }
      g_assert_cmpmem (item.input.data, item.input.len, expected, strlen (expected));
      n++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 30000);
  g_assert_cmpuint (n_bad, ==, 1);
  g_assert_cmpuint (reader.block.allocated, <=, 40 * 1024 * 1024);
  _exm_reader_close (&reader);
}

/* The number tells which one: lines say little in a file that is one line. */
static void
test_quarantine (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (ExmSource) source = source_of ("[" A "," B ",{\"foo\":1}," C "]");
  g_autoptr (ExmImportReport) report = NULL;
  g_autoptr (GPtrArray) quarantine = NULL;
  const ExmQuarantined *line;
  ExmDataset           *dataset = create (fixture, source, "a.exemplar", &report);

  g_assert_cmpuint (report->n_examples, ==, 3);
  g_assert_cmpuint (report->n_quarantined, ==, 1);
  quarantine = exm_dataset_get_quarantine_sync (dataset, 10, NULL);
  g_assert_cmpuint (quarantine->len, ==, 1);
  line = quarantine->pdata[0];
  g_assert_cmpstr (line->reason, ==, "unknown-shape");
  g_assert_nonnull (strstr (line->message, "3"));
  g_assert_cmpmem (g_bytes_get_data (line->bytes, NULL), g_bytes_get_size (line->bytes), "{\"foo\":1}", 9);
  close_dataset (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/formats/array/same-as-lines", Fixture, NULL, set_up, test_same_as_lines, tear_down);
  g_test_add_func ("/formats/array/elements", test_elements);
  g_test_add_func ("/formats/array/cut", test_cut);
  g_test_add_func ("/formats/array/large", test_large);
  g_test_add ("/formats/array/quarantine", Fixture, NULL, set_up, test_quarantine, tear_down);
  return g_test_run ();
}
