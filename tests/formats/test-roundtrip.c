/* test-roundtrip.c - what is exported comes back, and goes out the same again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-json-write.h"
#include "files-fixture.h"

#define N_DATASETS 200
#define N_PAYLOADS 200

/* Each dataset is synced; on a disk that others use that takes longer than the test. */
static void
set_up_fast (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *folder = g_strdup ("/dev/shm/exm-XXXXXX");

  if (g_mkdtemp (folder) != NULL)
    fixture->folder = g_steal_pointer (&folder);
  else
    set_up (fixture, data);
}

/* --- made-up datasets ------------------------------------------------------------- */

static guint
up_to (guint n)
{
  return (guint)g_test_rand_int_range (0, (gint32)n);
}

static void
append_words (GString *text,
              guint    most)
{
  static const char *const words[] = {
    "post", "Monday", "\"quoted\"", "a,b", "semi;colon", "bar|", "tab\there", "line\nbreak", "line\r\nbreak", "\\", "\\n",
    "caf\xc3\xa9", "\xf0\x9f\x98\x80", "\xe2\x80\xa8", "=1+1", "-2", "@user", "'s", "{text}", "{label}", "<b>&amp;</b>", "\x7f", "\x01",
    "Text: inside", "\xe6\x97\xa5\xe6\x9c\xac", "null", "[]", "http://example.org/?a=b", "''", "\"", ".", "\xef\xbb\xbf"
  };
  guint n = 1 + up_to (most);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0 || up_to (8) == 0)
        g_string_append_c (text, ' ');
      g_string_append (text, words[up_to (G_N_ELEMENTS (words))]);
    }
}

static gboolean
has_letter (const char *text)
{
  while (*text != '\0' && !g_ascii_isalnum (*text))
    text++;
  return *text != '\0';
}

/* Never blank, as a post must not be. */
static char *
words (guint most)
{
  GString *text = g_string_new (NULL);

  while (!has_letter (text->str))
    append_words (text, most);
  return g_string_free (text, FALSE);
}

static void
append_json (GString    *out,
             const char *text)
{
  exm_json_append_string (out, text, strlen (text));
}

typedef struct
{
  ExmDialect dialect;
  gboolean   as_array;
  gboolean   labels; /* else free texts */
  char      *before; /* template */
  guint      n;
} Plan;

static void
append_turn (GString    *out,
             ExmDialect  dialect,
             const char *role,
             const char *text,
             gboolean    odd)
{
  if (out->str[out->len - 1] == '}')
    g_string_append_c (out, ',');
  if (dialect == EXM_DIALECT_CONTENTS)
    {
      g_string_append_printf (out, "{\"role\":\"%s\",\"parts\":[", role);
      if (odd && g_str_equal (role, "user"))
        g_string_append (out, "{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"gs://b/a.png\"}},");
      g_string_append (out, "{\"text\":");
      append_json (out, text);
      g_string_append (out, "}]}");
      return;
    }
  if (dialect == EXM_DIALECT_OPENAI && g_str_equal (role, "model"))
    role = "assistant";
  g_string_append_printf (out, "{\"role\":\"%s\",\"content\":", role);
  append_json (out, text);
  if (odd)
    g_string_append (out, ",\"weight\":0");
  g_string_append_c (out, '}');
}

static void
append_system (GString    *out,
               const Plan *plan)
{
  g_autofree char *own = up_to (6) == 0 ? words (4) : NULL;
  const char      *text = own != NULL ? own : "Name the feeling.";

  if (up_to (10) == 0)
    return;
  if (plan->dialect == EXM_DIALECT_CONTENTS)
    {
      g_string_truncate (out, 1);
      g_string_append (out, "\"systemInstruction\":{\"parts\":[{\"text\":");
      append_json (out, text);
      g_string_append (out, "}]},\"contents\":[");
      return;
    }
  append_turn (out, plan->dialect, "system", text, FALSE);
}

static void
append_line (GString    *out,
             const Plan *plan)
{
  g_autoptr (GString) line = g_string_new (plan->dialect == EXM_DIALECT_CONTENTS ? "{\"contents\":[" : "{\"messages\":[");
  g_autofree char *text = words (12);
  g_autofree char *whole = up_to (9) == 0 ? g_strdup (text) : g_strconcat (plan->before, text, NULL);
  g_autofree char *output = plan->labels ? g_strdup_printf ("L%u", up_to (7)) : words (8);
  gboolean         odd = up_to (7) == 0;

  append_system (line, plan);
  if (up_to (7) == 0)
    {
      append_turn (line, plan->dialect, "user", "Earlier?", FALSE);
      append_turn (line, plan->dialect, "model", "Yes, earlier.", FALSE);
    }
  append_turn (line, plan->dialect, "user", whole, odd);
  append_turn (line, plan->dialect, "model", output, FALSE);
  g_string_append_c (line, ']');
  if (up_to (7) == 0)
    g_string_append (line, ",\"id\":1e2,\"more\":{\"a\":[1,2.50,null]}");
  g_string_append_c (line, '}');
  g_string_append_len (out, line->str, (gssize)line->len);
}

static void
append_cell (GString    *out,
             const char *text,
             char        after)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
  g_string_append_c (out, after);
}

/* With columns that are nothing to us, two of them of one name. */
static void
append_record (GString    *out,
               const Plan *plan)
{
  g_autofree char *label = g_strdup_printf ("L%u", up_to (7));

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *text = i == 1 || up_to (3) > 0 ? words (6) : g_strdup ("");

      append_cell (out, i == 2 ? label : text, i < 5 ? ',' : '\n');
    }
}

static char *
make_file (const Plan *plan)
{
  GString *out = g_string_new (NULL);

  if (plan->dialect == EXM_DIALECT_CSV)
    g_string_append (out, "id,tweet,label,place,id,\"a \"\"name\"\"\"\n");
  if (plan->as_array)
    g_string_append (out, "[\n");
  for (guint i = 0; i < plan->n; i++)
    {
      if (plan->dialect == EXM_DIALECT_CSV)
        append_record (out, plan);
      else
        append_line (out, plan);
      if (plan->dialect != EXM_DIALECT_CSV)
        g_string_append (out, plan->as_array && i + 1 < plan->n ? ",\n" : "\n");
    }
  if (plan->as_array)
    g_string_append (out, "]\n");
  return g_string_free (out, FALSE);
}

/* Imports @text and exports it: the new file's text. */
static char *
in_and_out (Fixture    *fixture,
            const char *text,
            const char *name,
            ExmDialect  dialect,
            guint       n)
{
  g_autofree char *dataset_name = g_strconcat (name, ".exemplar", NULL);
  g_autofree char *out_name = g_strconcat (name, ".out", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, dialect == EXM_DIALECT_CSV ? "a.csv" : "a.jsonl");
  ExmDataset *dataset = create (fixture, source, dataset_name, NULL);
  char       *out;

  if (exm_dataset_get_stats (dataset)->n_quarantined > 0)
    {
      g_autoptr (GPtrArray) lines = exm_dataset_get_quarantine_sync (dataset, 1, NULL);
      const ExmQuarantined *line = lines->pdata[0];
      g_autofree char      *escaped = g_strescape (text, NULL);

      g_test_message ("line %u: %s in %s", (guint)line->line, line->message, escaped);
    }
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_quarantined, ==, 0);
  g_assert_cmpuint (export_to (fixture, dataset, out_name, dialect, EXM_EXPORT_UNLABELLED).n_written, ==, n);
  close_dataset (dataset);
  out = contents (fixture, out_name);
  return out;
}

static void
remove_files (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
}

static void
test_datasets (Fixture      *fixture,
               gconstpointer data)
{
  static const ExmDialect dialects[] = { EXM_DIALECT_CONTENTS, EXM_DIALECT_MESSAGES, EXM_DIALECT_OPENAI, EXM_DIALECT_CSV };

  for (guint i = 0; i < N_DATASETS; i++)
    {
      ExmDialect       dialect = dialects[i % G_N_ELEMENTS (dialects)];
      Plan             plan = { dialect, dialect != EXM_DIALECT_CSV && up_to (4) == 0, up_to (2) == 0, NULL, 1 + up_to (40) };
      g_autofree char *before = up_to (3) > 0 ? g_strdup ("Text: ") : g_strdup ("");
      g_autofree char *text = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      plan.before = before;
      text = make_file (&plan);
      first = in_and_out (fixture, text, "first", dialect, plan.n);
      second = in_and_out (fixture, first, "second", dialect, plan.n);
      if (strcmp (first, second) != 0)
        {
          g_autofree char *escaped = g_strescape (text, NULL);

          g_test_message ("dataset %u: %s", i, escaped);
        }
      g_assert_cmpstr (second, ==, first);
      /* Lines of turns are the same from the beginning. */
      if (dialect != EXM_DIALECT_CSV && !plan.as_array)
        g_assert_cmpstr (first, ==, text);
      remove_files (fixture);
    }
}

/* --- spreadsheets ----------------------------------------------------------------- */

#define N_STARTS 8

static char *
payload_of (guint i)
{
  static const char *const starts[N_STARTS] = { "=", "+", "-", "@", "\t", "\r", "'=", "''@" };
  static const char *const bodies[] = {
    "1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"http://example.org\",\"click\")", "SUM(A1:A9)", "1,2;3\t4|5", "x\ny", "\"", "2+5+cmd|'/C notepad'!'A1'",
    "IMPORTXML(CONCAT(\"\",A2),\"//a\")", "DDE(\"cmd\";\"/C calc\";\"__DdeLink__\")", "user said hi", "caf\xc3\xa9", "\xef\xbc\x9d"
                                                                                                                     "1",
    "''", "a'b",
    "WEBSERVICE(\"x\")", "=1", "+-@", " spaced ", "\\", "0", "rundll32|'URL.dll,OpenURL calc'!A", "1e5", "(1)", "-", "x\r\ny"
  };

  return g_strconcat (starts[i % N_STARTS], bodies[i / N_STARTS % G_N_ELEMENTS (bodies)], NULL);
}

/* RFC 4180 and nothing else: fields of all records, and whether each was quoted. */
static GPtrArray *
strict_fields (const char *text,
               GArray     *quoted)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = text; *p != '\0';)
    {
      g_autoptr (GString) field = g_string_new (NULL);
      gboolean is_quoted = *p == '"';

      if (is_quoted)
        for (p++; *p != '"' || p[1] == '"'; p++)
          {
            g_assert_cmpint (*p, !=, '\0');
            g_string_append_c (field, *p);
            p += *p == '"';
          }
      else
        for (; *p != ',' && *p != '\r'; p++)
          {
            g_assert_null (strchr ("\"\n", *p));
            g_string_append_c (field, *p);
          }
      p += is_quoted;
      g_assert_true (*p == ',' || (*p == '\r' && p[1] == '\n'));
      p += *p == ',' ? 1 : 2;
      g_ptr_array_add (fields, g_strdup (field->str));
      g_array_append_val (quoted, is_quoted);
    }
  return fields;
}

#define N_COLUMNS 5 /* text, label, system, note, extra */

typedef struct
{
  GPtrArray *payloads;
  guint      n;
} Check;

static gboolean
check_payload (const ExmExample *example,
               const char       *label_name,
               gpointer          user_data,
               GError          **error)
{
  Check      *check = user_data;
  const char *payload = check->payloads->pdata[check->n++];

  g_assert_cmpstr (example->input, ==, payload);
  g_assert_cmpstr (example->system, ==, payload);
  g_assert_cmpstr (example->note, ==, payload);
  return TRUE;
}

static void
test_formulas (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GPtrArray) payloads = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new ("text,label,system,note,extra\n");
  g_autoptr (GArray) quoted = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *lines = NULL;
  ExmDataset      *dataset;
  Check            check = { payloads, 0 };

  for (guint i = 0; i < N_PAYLOADS; i++)
    {
      char *payload = payload_of (i);
      /* Reading takes one apostrophe away, as it was put there. */
      g_autofree char *cell = g_strconcat (*payload == '\'' ? "'" : "", payload, NULL);
      g_autofree char *label = g_strdup_printf ("=L%u", i % 9);

      append_cell (text, cell, ',');
      append_cell (text, label, ',');
      append_cell (text, cell, ',');
      append_cell (text, cell, ',');
      append_cell (text, cell, '\n');
      g_ptr_array_add (payloads, payload);
    }
  bytes = g_bytes_new (text->str, text->len);
  source = exm_source_new_bytes (bytes, "a.csv");
  dataset = create (fixture, source, "formulas.exemplar", NULL);
  g_assert_true (exm_dataset_foreach_sync (dataset, NULL, NULL, check_payload, &check, NULL, NULL));
  g_assert_cmpuint (check.n, ==, N_PAYLOADS);

  /* In the table no cell begins with what a spreadsheet would run. */
  export_to (fixture, dataset, "a.csv", EXM_DIALECT_CSV, EXM_EXPORT_DEFAULT);
  first = contents (fixture, "a.csv");
  fields = strict_fields (first, quoted);
  g_assert_cmpuint (fields->len, ==, N_COLUMNS * (N_PAYLOADS + 1));
  for (guint i = N_COLUMNS; i < fields->len; i++)
    {
      const char      *field = fields->pdata[i];
      g_autofree char *guarded = g_strconcat ("'", payloads->pdata[i / N_COLUMNS - 1], NULL);

      g_assert_cmpint (field[0], ==, '\'');
      g_assert_true (g_array_index (quoted, gboolean, i));
      if (i % N_COLUMNS != 1)
        g_assert_cmpstr (field, ==, guarded);
    }
  second = in_and_out (fixture, first, "again", EXM_DIALECT_CSV, N_PAYLOADS);
  g_assert_cmpstr (second, ==, first);

  /* In JSON lines the texts stand as they are. */
  export_to (fixture, dataset, "a.jsonl", EXM_DIALECT_CONTENTS, EXM_EXPORT_DEFAULT);
  lines = contents (fixture, "a.jsonl");
  for (guint i = 0; i < N_PAYLOADS; i++)
    {
      g_autoptr (GString) json = g_string_new (NULL);

      append_json (json, payloads->pdata[i]);
      g_assert_nonnull (strstr (lines, json->str));
      g_string_insert_c (json, 1, '\'');
      /* "=" with an apostrophe before it is a payload of its own. */
      if (i % N_STARTS >= 1 && i % N_STARTS <= 5)
        g_assert_null (strstr (lines, json->str));
    }
  close_dataset (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/formats/roundtrip/datasets", Fixture, NULL, set_up_fast, test_datasets, tear_down);
  g_test_add ("/formats/roundtrip/formulas", Fixture, NULL, set_up_fast, test_formulas, tear_down);
  return g_test_run ();
}
