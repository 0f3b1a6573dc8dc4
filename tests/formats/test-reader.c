/* test-reader.c - sources as examples and bad lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exm-reader-private.h"

/* What one line becomes. */
typedef struct
{
  const char *line;
  ExmDialect  dialect;
  const char *system; /* NULL = none */
  const char *input;
  const char *output; /* NULL = none */
  gboolean    odd;
} Good;

#define PARTS(text) "[{\"text\":\"" text "\"}]"

static const Good good[] = {
  { "{\"contents\":[{\"role\":\"user\",\"parts\":" PARTS ("Hi") "},{\"role\":\"model\",\"parts\":" PARTS ("Yo") "}]}",
    EXM_DIALECT_CONTENTS, NULL, "Hi", "Yo", FALSE },
  { "{\"systemInstruction\":{\"parts\":" PARTS ("S") "},\"contents\":[{\"role\":\"user\",\"parts\":" PARTS ("Hi") "}]}",
    EXM_DIALECT_CONTENTS, "S", "Hi", NULL, FALSE },
  { "{\"contents\":[{\"parts\":" PARTS ("Hi") ",\"role\":\"user\"},{\"role\":\"model\",\"parts\":" PARTS ("Yo") "}],\"system_instruction\":{\"role\":\"system\",\"parts\":" PARTS ("S") "}}",
    EXM_DIALECT_CONTENTS, "S", "Hi", "Yo", TRUE },
  { "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"gs://b/a.png\"}},{\"text\":\"What?\"}]},{\"role\":\"model\",\"parts\":" PARTS ("Cat") "}]}",
    EXM_DIALECT_CONTENTS, NULL, "What?", "Cat", TRUE },
  { "{\"contents\":[{\"role\":\"user\",\"parts\":" PARTS ("Weather?") "},{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"get_weather\",\"args\":{\"city\":\"Rome\"}}}]}],\"tools\":[{\"functionDeclarations\":[]}]}",
    EXM_DIALECT_CONTENTS, NULL, "Weather?", "get_weather", TRUE },
  { "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]},{\"role\":\"model\",\"parts\":" PARTS ("c") "}]}",
    EXM_DIALECT_CONTENTS, NULL, "a\n\nb", "c", TRUE },
  { "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"model\",\"content\":\"Yo\"}]}",
    EXM_DIALECT_MESSAGES, "S", "Hi", "Yo", FALSE },
  { "{\"messages\":[{\"role\":\"user\",\"content\":\"1\"},{\"role\":\"assistant\",\"content\":\"2\"},{\"role\":\"user\",\"content\":\"3\"},{\"role\":\"assistant\",\"content\":\"4\"}]}",
    EXM_DIALECT_OPENAI, NULL, "3", "4", FALSE },
  { "{\"messages\":[{\"role\":\"developer\",\"content\":\"S\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]},{\"role\":\"assistant\",\"content\":\"Yo\",\"weight\":1}]}",
    EXM_DIALECT_OPENAI, "S", "Hi", "Yo", TRUE },
  { "{\"input_text\":\"Hi\",\"output_text\":\"Yo\"}", EXM_DIALECT_PALM, NULL, "Hi", "Yo", FALSE },
  { "{\"prompt\":\"Hi\",\"completion\":\" Yo\"}", EXM_DIALECT_PROMPT, NULL, "Hi", " Yo", FALSE },
  { "{\"instruction\":\"Do\",\"input\":\"this\",\"output\":\"done\"}", EXM_DIALECT_ALPACA, "Do", "this", "done", FALSE },
  { "{\"instruction\":\"Do\",\"input\":\"\",\"output\":\"done\"}", EXM_DIALECT_ALPACA, NULL, "Do", "done", FALSE },
  { "{\"conversations\":[{\"from\":\"human\",\"value\":\"Hi\"},{\"from\":\"gpt\",\"value\":\"Yo\"}]}", EXM_DIALECT_SHAREGPT, NULL, "Hi", "Yo", FALSE },
  { "{\"text\":\"Hi\",\"label\":\"joy\",\"id\":7}", EXM_DIALECT_OBJECTS, NULL, "Hi", "joy", TRUE },
  { "{\"tweet\":\"Hi\",\"Sentiment\":1}", EXM_DIALECT_OBJECTS, NULL, "Hi", "1", FALSE },
  { "{\"text\":\"Hi\",\"label\":null}", EXM_DIALECT_OBJECTS, NULL, "Hi", NULL, FALSE },
  { "{\"text\":\"Hi\",\"input\":\"x\",\"output\":\"joy\"}", EXM_DIALECT_OBJECTS, NULL, "Hi", "joy", FALSE },
  { " { \"input\" : \"caf\\u00e9 \\ud83d\\ude00\" , \"output\" : \"joy\" } ", EXM_DIALECT_OBJECTS, NULL, "caf\xc3\xa9 \xf0\x9f\x98\x80", "joy", FALSE },
};

static const struct
{
  const char *line;
  ExmReason   reason;
} bad[] = {
  { "{\"messages\":[", EXM_REASON_BROKEN_JSON },
  { "{\"a\":1}{\"b\":2}", EXM_REASON_BROKEN_JSON },
  { "{'a':1}", EXM_REASON_BROKEN_JSON },
  { "nonsense", EXM_REASON_BROKEN_JSON },
  { "[1,2]", EXM_REASON_NOT_AN_OBJECT },
  { "\"text\"", EXM_REASON_NOT_AN_OBJECT },
  { "{\"foo\":1}", EXM_REASON_UNKNOWN_SHAPE },
  { "{}", EXM_REASON_UNKNOWN_SHAPE },
  { "{\"contents\":[],\"messages\":[]}", EXM_REASON_UNKNOWN_SHAPE },
  { "{\"contents\":[]}", EXM_REASON_NO_INPUT },
  { "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"}]}", EXM_REASON_NO_INPUT },
  { "{\"messages\":[{\"role\":\"model\",\"content\":\"Yo\"}]}", EXM_REASON_NO_INPUT },
  { "{\"contents\":5}", EXM_REASON_WRONG_TYPE },
  { "{\"messages\":[{\"role\":\"user\",\"content\":5}]}", EXM_REASON_WRONG_TYPE },
  { "{\"input_text\":[1],\"output_text\":\"a\"}", EXM_REASON_WRONG_TYPE },
  { "{\"messages\":[{\"role\":\"owl\",\"content\":\"a\"}]}", EXM_REASON_WRONG_ROLES },
  { "{\"messages\":[{\"content\":\"a\"}]}", EXM_REASON_WRONG_ROLES },
  { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}", EXM_REASON_WRONG_ROLES },
  { "{\"messages\":[{\"role\":\"model\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}", EXM_REASON_WRONG_ROLES },
  { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"model\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"},{\"role\":\"assistant\",\"content\":\"d\"}]}", EXM_REASON_WRONG_ROLES },
  { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"}]}", EXM_REASON_WRONG_ROLES },
  { "{\"contents\":[{\"role\":\"assistant\",\"parts\":[{\"text\":\"a\"}]}]}", EXM_REASON_WRONG_ROLES },
  { "{\"messages\":[{\"role\":\"user\",\"content\":\" \\n\"}]}", EXM_REASON_EMPTY_TEXT },
  { "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"model\",\"content\":\"\"}]}", EXM_REASON_EMPTY_TEXT },
  { "{\"contents\":[{\"role\":\"user\",\"parts\":[]}]}", EXM_REASON_EMPTY_TEXT },
  { "{\"text\":\"\",\"label\":\"a\"}", EXM_REASON_EMPTY_TEXT },
  { "{\"text\":\"a\",\"text\":\"b\"}", EXM_REASON_DUPLICATE_KEY },
  { "{\"text\":\"a\\u0000\"}", EXM_REASON_NUL },
  { "{\"text\":\"a\xff\"}", EXM_REASON_INVALID_UTF8 },
  { "{\"text\":\"\\ud800\"}", EXM_REASON_LONE_SURROGATE },
  { "{\"text\":\"a\",\"n\":1e999}", EXM_REASON_NUMBER_RANGE },
};

static ExmSniff *
sniff_text (const char *text,
            gsize       len,
            const char *name)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, len);
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, name);
  g_autoptr (GError) error = NULL;
  ExmSniff *sniff = exm_sniff_sync (source, NULL, &error);

  g_assert_no_error (error);
  return sniff;
}

static void
open_text (ExmReader      *reader,
           const char     *text,
           gsize           len,
           const ExmSniff *sniff)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, len);
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, "x");
  g_autoptr (GError) error = NULL;

  _exm_reader_open (reader, source, sniff, &error);
  g_assert_no_error (error);
}

static gboolean
next (ExmReader *reader,
      ExmItem   *item)
{
  g_autoptr (GError) error = NULL;
  ExmReadStep step = _exm_reader_next (reader, item, NULL, &error);

  g_assert_no_error (error);
  return step == EXM_READ_ITEM;
}

static void
assert_text (const ExmJsonText *text,
             const char        *expected)
{
  g_assert_cmpmem (text->data, text->len, expected, strlen (expected));
}

/* TAP lines are text without line breaks. */
static void
message_line (const char *text)
{
  g_autofree char *escaped = g_strescape (text, NULL);

  g_test_message ("%s", escaped);
}

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (ExmSniff) sniff = sniff_text (good[i].line, strlen (good[i].line), "x.jsonl");
      ExmReader reader;
      ExmItem   item;

      message_line (good[i].line);
      g_assert_cmpint (sniff->dialect, ==, good[i].dialect);
      open_text (&reader, good[i].line, strlen (good[i].line), sniff);
      g_assert_true (next (&reader, &item));
      g_assert_false (item.is_bad);
      g_assert_cmpint (item.record->dialect, ==, good[i].dialect);
      g_assert_true (item.has_system == (good[i].system != NULL));
      if (good[i].system != NULL)
        assert_text (&item.system, good[i].system);
      assert_text (&item.input, good[i].input);
      g_assert_true (item.has_output == (good[i].output != NULL));
      if (good[i].output != NULL)
        assert_text (&item.output, good[i].output);
      if (i != 14 && i != 17) /* objects: their keys were chosen, the rest passed over */
        g_assert_true (item.record->odd == good[i].odd);
      g_assert_false (next (&reader, &item));
      _exm_reader_close (&reader);
    }
}

static void
test_bad (void)
{
  g_autoptr (ExmRecordParser) parser = _exm_record_parser_new (EXM_DIALECT_NONE, NULL, NULL);
  g_autoptr (GString) deep = g_string_new ("{\"text\":\"a\",\"x\":");
  ExmRecordFault fault;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *copy = g_memdup2 (bad[i].line, strlen (bad[i].line));
      g_autofree char *message = NULL;

      message_line (bad[i].line);
      g_assert_null (_exm_record_parse (parser, copy, strlen (bad[i].line), &fault));
      g_assert_cmpstr (exm_reason_get_code (fault.reason), ==, exm_reason_get_code (bad[i].reason));
      message = _exm_record_fault_message (&fault);
      g_assert_true (g_utf8_validate (message, -1, NULL));
      g_assert_cmpuint (strlen (message), >, 10);
    }
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (_exm_record_parse (parser, deep->str, deep->len, &fault));
  g_assert_cmpint (fault.reason, ==, EXM_REASON_TOO_DEEP);
}

/* Bad lines among good ones: numbers are right and the rest is read. */
static void
test_mixed (void)
{
  static const char text[] =
    "\xef\xbb\xbf{\"text\":\"one\",\"label\":\"a\"}\r\n"
    "\r\n"
    "broken\r\n"
    "{\"text\":\"nul \0 here\",\"label\":\"a\"}\r\n"
    "{\"text\":\"two\",\"label\":\"b\"}\r\n"
    "{\"text\":\"last\",\"label\":\"b\"}";
  g_autoptr (ExmSniff) sniff = sniff_text (text, sizeof text - 1, "x.jsonl");
  ExmReader reader;
  ExmItem   item;

  g_assert_true (sniff->bom);
  g_assert_cmpint (sniff->line_end, ==, EXM_LINE_END_CRLF);
  g_assert_cmpint (sniff->encoding, ==, EXM_ENCODING_UTF8);
  g_assert_true (sniff->has_outputs);
  open_text (&reader, text, sizeof text - 1, sniff);
  g_assert_true (next (&reader, &item));
  assert_text (&item.input, "one");
  g_assert_cmpuint (item.line, ==, 1);
  g_assert_true (next (&reader, &item));
  g_assert_true (item.is_bad);
  g_assert_cmpuint (item.line, ==, 3);
  g_assert_cmpmem (item.bytes, item.n_bytes, "broken", 6);
  g_assert_true (next (&reader, &item));
  g_assert_true (item.is_bad);
  g_assert_cmpint (item.fault.reason, ==, EXM_REASON_NUL);
  g_assert_true (next (&reader, &item));
  assert_text (&item.input, "two");
  g_assert_true (next (&reader, &item));
  assert_text (&item.input, "last");
  g_assert_cmpuint (item.line, ==, 6);
  g_assert_false (next (&reader, &item));
  _exm_reader_close (&reader);
}

/* A line of 100 MB is cut, the lines around it are read, memory stays small. */
static void
test_long_line (void)
{
  g_autofree char *folder = g_dir_make_tmp ("exm-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "long.jsonl", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ExmSource) source = exm_source_new_file (file);
  g_autoptr (ExmSniff) sniff = NULL;
  g_autofree char *chunk = g_malloc (1024 * 1024);
  FILE            *out = g_fopen (path, "w");
  ExmReader        reader;
  ExmItem          item;

  memset (chunk, 'x', 1024 * 1024);
  fputs ("{\"text\":\"before\",\"label\":\"a\"}\n{\"text\":\"", out);
  for (guint i = 0; i < 100; i++)
    fwrite (chunk, 1, 1024 * 1024, out);
  fputs ("\",\"label\":\"a\"}\n{\"text\":\"after\",\"label\":\"b\"}\n", out);
  fclose (out);

  sniff = exm_sniff_sync (source, NULL, NULL);
  g_assert_nonnull (sniff);
  g_assert_cmpint (sniff->dialect, ==, EXM_DIALECT_OBJECTS);
  g_assert_true (_exm_reader_open (&reader, source, sniff, NULL));
  g_assert_true (next (&reader, &item));
  assert_text (&item.input, "before");
  g_assert_true (next (&reader, &item));
  g_assert_true (item.is_bad);
  g_assert_cmpint (item.fault.reason, ==, EXM_REASON_TOO_LONG);
  g_assert_true (item.truncated);
  g_assert_cmpuint (item.n_bytes, ==, EXM_QUARANTINE_MAX);
  g_assert_cmpmem (item.bytes, 11, "{\"text\":\"xx", 11);
  g_assert_cmpuint (reader.block.allocated, <, 64 * 1024 * 1024);
  g_assert_true (next (&reader, &item));
  assert_text (&item.input, "after");
  g_assert_cmpuint (item.line, ==, 3);
  g_assert_false (next (&reader, &item));
  _exm_reader_close (&reader);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_encodings (void)
{
  static const char post[] = "caf\xc3\xa9 \xe2\x82\xac 5,joy\nna\xc3\xafve,fear\nok then,joy\n";
  static const struct
  {
    const char *name;
    ExmEncoding encoding;
    gboolean    bom;
  } cases[] = {
    { "UTF-16LE", EXM_ENCODING_UTF16LE, TRUE },
    { "UTF-16BE", EXM_ENCODING_UTF16BE, TRUE },
    { "UTF-16LE", EXM_ENCODING_UTF16LE, FALSE },
    { "WINDOWS-1252", EXM_ENCODING_WINDOWS_1252, FALSE },
    { "UTF-8", EXM_ENCODING_UTF8, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *marked = g_strconcat (cases[i].bom ? "\xef\xbb\xbf" : "", post, NULL);
      gsize            len;
      g_autofree char *bytes = g_convert (marked, -1, cases[i].name, "UTF-8", NULL, &len, NULL);
      g_autoptr (ExmSniff) sniff = sniff_text (bytes, len, "x.csv");
      ExmReader reader;
      ExmItem   item;

      g_assert_cmpint (sniff->encoding, ==, cases[i].encoding);
      g_assert_true (sniff->bom == cases[i].bom);
      g_assert_cmpint (sniff->dialect, ==, EXM_DIALECT_CSV);
      g_assert_false (sniff->has_header);
      open_text (&reader, bytes, len, sniff);
      g_assert_true (next (&reader, &item));
      assert_text (&item.input, "caf\xc3\xa9 \xe2\x82\xac 5");
      g_assert_true (next (&reader, &item));
      assert_text (&item.input, "na\xc3\xafve");
      g_assert_true (next (&reader, &item));
      g_assert_false (next (&reader, &item));
      _exm_reader_close (&reader);
    }
}

/* A cut character at the end of a UTF-16 file, and bytes that are none. */
static void
test_broken_encoding (void)
{
  static const char text[] = "a\0,\0b\0\n\0\x00\xd8,\0c\0\n\0d\0,\0e\0\n\0f";
  g_autoptr (ExmSniff) sniff = sniff_text ("\xff\xfe"
                                           "a\0,\0b\0\n\0",
                                           10, "x.csv");
  ExmReader reader;
  ExmItem   item;
  guint     n_good = 0, n_bad = 0;

  open_text (&reader, text, sizeof text - 1, sniff);
  while (next (&reader, &item))
    {
      n_bad += item.is_bad;
      n_good += !item.is_bad;
    }
  _exm_reader_close (&reader);
  g_assert_cmpuint (n_good, ==, 2);
  g_assert_cmpuint (n_bad, >=, 1);
}

static void
test_not_a_file (void)
{
  g_autofree char  *folder = g_dir_make_tmp ("exm-XXXXXX", NULL);
  g_autofree char  *fifo = g_build_filename (folder, "pipe.jsonl", NULL);
  g_autofree char  *missing = g_build_filename (folder, "missing.jsonl", NULL);
  g_autofree char  *empty = g_build_filename (folder, "empty.jsonl", NULL);
  g_autofree char  *zip = g_build_filename (folder, "table.xlsx", NULL);
  const char *const paths[] = { folder, fifo, "/dev/zero", missing, empty, zip };
  const int         codes[] = { EXM_FORMAT_ERROR_NOT_A_FILE, EXM_FORMAT_ERROR_NOT_A_FILE, EXM_FORMAT_ERROR_NOT_A_FILE,
                                EXM_FORMAT_ERROR_NOT_A_FILE, EXM_FORMAT_ERROR_EMPTY, EXM_FORMAT_ERROR_UNSUPPORTED };

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_true (g_file_set_contents (empty, "\n \n", -1, NULL));
  g_assert_true (g_file_set_contents (zip, "PK\003\004blah", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);
      g_autoptr (ExmSource) source = exm_source_new_file (file);
      g_autoptr (GError) error = NULL;

      g_assert_null (exm_sniff_sync (source, NULL, &error));
      g_assert_error (error, EXM_FORMAT_ERROR, codes[i]);
    }
  g_unlink (fifo);
  g_unlink (empty);
  g_unlink (zip);
  g_rmdir (folder);
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\nb\n", 4);
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, "x");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (exm_sniff_sync (source, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/formats/reader/good", test_good);
  g_test_add_func ("/formats/reader/bad", test_bad);
  g_test_add_func ("/formats/reader/mixed", test_mixed);
  g_test_add_func ("/formats/reader/long-line", test_long_line);
  g_test_add_func ("/formats/reader/encodings", test_encodings);
  g_test_add_func ("/formats/reader/broken-encoding", test_broken_encoding);
  g_test_add_func ("/formats/reader/not-a-file", test_not_a_file);
  g_test_add_func ("/formats/reader/cancelled", test_cancelled);

  return g_test_run ();
}
