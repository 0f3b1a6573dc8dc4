/* test-gate.c - json-glib behind the scanner, accessors, and both held together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-json-gate.h"

#include <string.h>

#include "exm-json-scan.h"
#include "exm-json-write.h"

static JsonObject *
object (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *parsed = exm_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (parsed);
  return parsed;
}

/* What json-glib 1.6.6 takes, changes or dies of. */
static void
test_refused (void)
{
  static const char *const cases[] = { "", " ", "{\"a\":1}{\"b\":2}", "'a'", "/* */1", "\"\\u0000\"", "1e400", "{\"a\":1,\"a\":2}", "18446744073709551615", "\"\\ud800abc\"", "\xef\xbb\xbf{}" };
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) each = NULL;

      g_assert_null (exm_json_parse (cases[i], -1, &each));
      g_assert_true (each->domain == EXM_JSON_ERROR);
    }

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (exm_json_parse (deep->str, (gssize)deep->len, &error));
  g_assert_error (error, EXM_JSON_ERROR, EXM_JSON_ERROR_TOO_DEEP);

  g_clear_error (&error);
  g_assert_null (exm_json_parse_object ("[1]", -1, &error));
  g_assert_error (error, EXM_JSON_ERROR, EXM_JSON_ERROR_TYPE);
}

static void
test_scalar_roots (void)
{
  static const char *const cases[] = { "1", "null", "true", "\"a\"", "[]", "{}", "-2.5" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = exm_json_parse (cases[i], -1, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (node);
      text = exm_json_to_text (node, 0);
      g_assert_cmpstr (text, ==, cases[i]);
    }
}

static void
test_int64 (void)
{
  static const struct
  {
    const char *text;
    gboolean    present;
    gint64      value;
  } cases[] = {
    { "7", TRUE, 7 },
    { "-9223372036854775808", TRUE, G_MININT64 },
    { "\"9223372036854775807\"", TRUE, G_MAXINT64 },
    { "\"-12\"", TRUE, -12 },
    { "3.0", TRUE, 3 },
    { "3.5", FALSE, 0 },
    { "1e30", FALSE, 0 },
    { "9223372036854775808.0", FALSE, 0 },
    { "\"9223372036854775808\"", FALSE, 0 },
    { "\"12x\"", FALSE, 0 },
    { "\"\"", FALSE, 0 },
    { "true", FALSE, 0 },
    { "null", FALSE, 0 },
    { "[1]", FALSE, 0 },
    { "{}", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"a\":%s}", cases[i].text);
      g_autoptr (JsonObject) root = object (text);
      gint64 value = 99;

      g_assert_true (exm_json_get_int64 (root, "a", &value) == cases[i].present);
      g_assert_cmpint (value, ==, cases[i].present ? cases[i].value : 99);
    }
}

static void
test_double (void)
{
  static const struct
  {
    const char *text;
    gboolean    present;
    double      value;
  } cases[] = {
    { "7", TRUE, 7 },
    { "0.25", TRUE, 0.25 },
    { "\"0.5\"", TRUE, 0.5 },
    { "\"1e3\"", TRUE, 1000 },
    { "\"NaN\"", FALSE, 0 },
    { "\"Infinity\"", FALSE, 0 },
    { "\"0x10\"", FALSE, 0 },
    { "\"1e999\"", FALSE, 0 },
    { "\"1-\"", FALSE, 0 },
    { "\"\"", FALSE, 0 },
    { "false", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"a\":%s}", cases[i].text);
      g_autoptr (JsonObject) root = object (text);
      double value = -1;

      g_assert_true (exm_json_get_double (root, "a", &value) == cases[i].present);
      g_assert_cmpfloat (value, ==, cases[i].present ? cases[i].value : -1);
    }
}

/* Wrong types and absent members are NULL, without a warning (which would be fatal). */
static void
test_wrong_types (void)
{
  g_autoptr (JsonObject) root = object ("{\"error\":\"text\",\"n\":1,\"list\":[{\"a\":\"b\"},\"c\",null],\"yes\":true}");
  gboolean flag = FALSE;

  g_assert_null (exm_json_get_object (root, "error"));
  g_assert_null (exm_json_get_array (root, "error"));
  g_assert_null (exm_json_get_string (root, "n"));
  g_assert_null (exm_json_get_string (root, "absent"));
  g_assert_null (exm_json_get_string (NULL, "n"));
  g_assert_null (exm_json_get_path (root, "error", "message", NULL));
  g_assert_null (exm_json_get_path (root, "absent", "a", "b", NULL));
  g_assert_cmpstr (exm_json_node_string (exm_json_get_path (root, "error", NULL)), ==, "text");
  g_assert_false (exm_json_get_bool (root, "n", &flag));
  g_assert_true (exm_json_get_bool (root, "yes", &flag));
  g_assert_true (flag);
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (root, "list")), ==, 3);
  g_assert_cmpuint (exm_json_array_size (NULL), ==, 0);
  g_assert_cmpstr (exm_json_get_string (exm_json_array_object (exm_json_get_array (root, "list"), 0), "a"), ==, "b");
  g_assert_cmpstr (exm_json_array_string (exm_json_get_array (root, "list"), 1), ==, "c");
  g_assert_null (exm_json_array_string (exm_json_get_array (root, "list"), 2));
  g_assert_null (exm_json_array_object (exm_json_get_array (root, "list"), 3));
}

/* The differential test: lines mutated at random. json-glib takes all that the
 * scanner takes, and both read the same: what we write of its tree, scanned again,
 * gives the same tree. A byte-wise compare of strings taken by the scanner with
 * those of the tree closes the loop. */

static void
compare (ExmJsonScan *scan,
         JsonNode    *node)
{
  ExmJsonText   text;
  ExmJsonNumber number;
  gboolean      flag;
  guint         n = 0;

  switch (exm_json_scan_peek (scan))
    {
    case EXM_JSON_OBJECT:
      g_assert_true (exm_json_scan_enter_object (scan));
      while (exm_json_scan_next_key (scan, &text))
        {
          g_autofree char *name = exm_json_text_dup (&text);

          n++;
          compare (scan, exm_json_get_node (exm_json_node_object (node), name));
        }
      g_assert_cmpuint (n, ==, json_object_get_size (exm_json_node_object (node)));
      break;
    case EXM_JSON_ARRAY:
      g_assert_true (exm_json_scan_enter_array (scan));
      while (exm_json_scan_next_item (scan))
        compare (scan, exm_json_array_node (exm_json_node_array (node), n++));
      g_assert_cmpuint (n, ==, exm_json_array_size (exm_json_node_array (node)));
      break;
    case EXM_JSON_STRING:
      g_assert_true (exm_json_scan_string (scan, &text));
      g_assert_nonnull (exm_json_node_string (node));
      g_assert_cmpmem (text.data, text.len, exm_json_node_string (node), strlen (exm_json_node_string (node)));
      break;
    case EXM_JSON_NUMBER:
      g_assert_true (exm_json_scan_number (scan, &number));
      if (number.is_integer)
        g_assert_cmpint (number.integer, ==, json_node_get_int (node));
      else
        g_assert_cmpfloat (exm_json_number_to_double (&number), ==, json_node_get_double (node));
      break;
    case EXM_JSON_TRUE:
    case EXM_JSON_FALSE:
      g_assert_true (exm_json_scan_bool (scan, &flag));
      g_assert_true (json_node_get_boolean (node) == flag);
      break;
    case EXM_JSON_NULL:
      g_assert_true (exm_json_scan_null (scan));
      g_assert_true (JSON_NODE_HOLDS_NULL (node));
      break;
    case EXM_JSON_INVALID:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
check_line (ExmJsonScan *scan,
            const char  *line,
            gsize        len)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *text = NULL;

  if (!exm_json_validate (scan, line, len, NULL))
    return FALSE;

  node = exm_json_parse (line, (gssize)len, &error);
  if (error != NULL)
    g_test_message ("json-glib refuses what the scanner takes: %.*s", (int)len, line);
  g_assert_no_error (error);
  exm_json_scan_reset (scan, line, len);
  compare (scan, node);
  g_assert_true (exm_json_scan_finish (scan));

  text = exm_json_to_text (node, 0);
  again = exm_json_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, again));
  return TRUE;
}

static void
mutate (GString *line,
        GRand   *rand)
{
  static const char pieces[] = "{}[]\":,\\ u0019-+.eE\n\tntfdD8ab";
  gsize             at = (gsize)g_rand_int_range (rand, 0, (gint32)line->len);

  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      line->str[at] = pieces[g_rand_int_range (rand, 0, sizeof pieces - 1)];
      break;
    case 1:
      line->str[at] = (char)g_rand_int_range (rand, 0, 256);
      break;
    case 2:
      g_string_erase (line, (gssize)at, 1);
      break;
    case 3:
      g_string_insert_c (line, (gssize)at, pieces[g_rand_int_range (rand, 0, sizeof pieces - 1)]);
      break;
    case 4:
      g_string_insert (line, (gssize)at, "\\u00e9");
      break;
    default:
      g_string_insert (line, (gssize)at, "\\ud83d\\ude00");
      break;
    }
}

static void
test_differential (void)
{
  static const char *const seeds[] = {
    "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: \xf0\x9f\x98\x80 caf\xc3\xa9\\n\\t\\\"x\\\"\"},{\"role\":\"model\",\"content\":\"Joy\"}]}",
    "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\\u00e9\\ud83d\\ude00\"}]}],\"n\":[0,-1,1.5,1e5,-2.5E-3,true,false,null,{}]}",
    "[1,22,333,-4444,0.5,1e10,\"\",[],{\"a\":{\"b\":[{}]}}]",
    "{\"a\":9223372036854775807,\"b\":-9223372036854775808,\"c\":1.7976931348623157e308,\"d\":5e-324}",
  };
  g_autoptr (ExmJsonScan) scan = exm_json_scan_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240501);
  guint taken = 0, refused = 0;

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GString) line = g_string_new (seeds[round % G_N_ELEMENTS (seeds)]);
      gint32 times = g_rand_int_range (rand, 0, 4);

      for (gint32 i = 0; i < times; i++)
        mutate (line, rand);
      if (check_line (scan, line->str, line->len))
        taken++;
      else
        refused++;
    }
  g_test_message ("%u taken, %u refused", taken, refused);
  g_assert_cmpuint (taken, >, 5000);
  g_assert_cmpuint (refused, >, 5000);
}

static void
test_sample (void)
{
  g_autoptr (ExmJsonScan) scan = exm_json_scan_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (g_getenv ("EXM_TEST_SAMPLE"), &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (; lines[n] != NULL; n++)
    g_assert_true (check_line (scan, lines[n], strlen (lines[n])));
  g_assert_cmpuint (n, ==, 527);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/gate/refused", test_refused);
  g_test_add_func ("/json/gate/scalar-roots", test_scalar_roots);
  g_test_add_func ("/json/gate/int64", test_int64);
  g_test_add_func ("/json/gate/double", test_double);
  g_test_add_func ("/json/gate/wrong-types", test_wrong_types);
  g_test_add_func ("/json/gate/differential", test_differential);
  g_test_add_func ("/json/gate/sample", test_sample);

  return g_test_run ();
}
