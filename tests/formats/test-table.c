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

/* What a table of some network, office or country calls its columns. */
static void
test_guess (void)
{
  static const struct
  {
    const char *text;
    int         text_column;
    int         label_column;
    int         author_column;
    int         thread_column;
    int         time_column;
    gboolean    named;
  } tables[] = {
    /* Threads are no labels, whatever they are called. */
    { "thread,text\nA,One post here\nA,Another one\nB,A third post\nB,And the last\n", 1, -1, -1, 0, -1, FALSE },
    { "id;hilo;autor;fecha;texto\n1;A;ana;2024-05-01;Una frase larga\n2;A;luis;2024-05-01;Otra frase\n3;B;ana;2024-05-02;La tercera\n4;B;luis;2024-05-02;Y la cuarta\n", 4, -1, 2, 1, 3, FALSE },
    { "Nr;Unterhaltung;Verfasser;Datum;Beitrag;Stimmung\n1;A;Ann;1.5.2024;Ein Satz;gut\n2;A;Bob;1.5.2024;Noch einer;schlecht\n", 4, 5, 2, 1, 3, TRUE },
    { "Conversaci\xc3\xb3n ID,Publicaci\xc3\xb3n,Emoci\xc3\xb3n\nA,Una frase,alegr\xc3\xad"
      "a\nA,Otra,pena\n",
      1, 2, -1, 0, -1, TRUE },
    { "parentId,topic,post\nA,x,One post here\nA,x,Another one\nB,y,A third post\nB,y,And the last\n", 2, 1, -1, -1, -1, FALSE },
    { "Konversations-ID,Inhalt\nA,Ein Satz steht hier\nA,Noch einer\nB,Der dritte\nB,Der letzte\n", 1, -1, -1, 0, -1, FALSE },
    /* Without a header: ids, addresses, dates and names with @ are seen as such. */
    { "t3_1ab2c,A post of some words\nt3_1ab2c,Another post\nt3_9xy8z,A third post here\nt3_9xy8z,The last post\n", 1, -1, -1, -1, -1, FALSE },
    { "17890123456,joy,A post of some words\n17890123456,joy,Another\n17890123457,grief,A third post\n17890123457,joy,The last\n", 2, 1, -1, -1, -1, FALSE },
    { "https://example.org/a/very/long/address/1,Hello,joy\nhttps://example.org/a/very/long/address/1,Bye,joy\nhttps://example.org/b,So,grief\nhttps://example.org/b,Oh well,joy\n", 1, 2, -1, -1, -1, FALSE },
    { "@ann,2024-05-01 10:00,Hello you\n@ann,2024-05-01 10:00,What a day\n@bob,2024-05-02 11:30,Not again\n@bob,2024-05-02 11:30,Fine then\n", 2, -1, -1, -1, -1, FALSE },
    /* The same in each row is a label only when nothing else could be one. */
    { "0,NO_QUERY,en,A post of some words\n4,NO_QUERY,en,Another post\n0,NO_QUERY,en,A third post\n4,NO_QUERY,en,The last\n", 3, 0, -1, -1, -1, FALSE },
    { "lang,post\nen,A post of some words\nen,Another post\nen,A third post\nen,The last\n", 1, 0, -1, -1, -1, FALSE },
    /* A score may be a rating, or how many votes each got. */
    { "text,score\na post,1\nb post,2\nc post,1\nd post,2\ne post,1\nf post,2\ng post,1\nh post,2\n", 0, 1, -1, -1, -1, TRUE },
    { "text,score\na post,17\nb post,29\nc post,1\nd post,244\ne post,31\nf post,2\ng post,0\nh post,-5\n", 0, -1, -1, -1, -1, FALSE },
    /* Answers are all different, and still what is to be learnt. */
    { "prompt,completion\na,It is so\nb,It is not\nc,Perhaps\nd,No\ne,Yes\nf,Never\ng,Always\nh,Once\n", 0, 1, -1, -1, -1, TRUE },
    { "text,class10\na post,class10x\nb post,class11x\nc post,class10x\nd post,class11x\n", 0, 1, -1, -1, -1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (ExmSource) source = source_of (tables[i].text, "a.csv");
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, &error);

      g_assert_no_error (error);
      message_line (tables[i].text);
      g_assert_cmpint (sniff->text_column, ==, tables[i].text_column);
      g_assert_cmpint (sniff->label_column, ==, tables[i].label_column);
      g_assert_cmpint (sniff->author_column, ==, tables[i].author_column);
      g_assert_cmpint (sniff->thread_column, ==, tables[i].thread_column);
      g_assert_cmpint (sniff->time_column, ==, tables[i].time_column);
      g_assert_true (sniff->columns_named == tables[i].named);
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
  g_test_add_func ("/formats/table/guess", test_guess);
  g_test_add_func ("/formats/table/mapping", test_mapping);
  g_test_add_func ("/formats/table/records", test_records);
  g_test_add_func ("/formats/table/many-unclosed", test_many_unclosed);
  g_test_add_func ("/formats/table/guard", test_guard);

  return g_test_run ();
}
