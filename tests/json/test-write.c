/* test-write.c - JSON text that is always valid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-json-write.h"

#include <math.h>
#include <string.h>

#include "exm-json-gate.h"
#include "exm-json-scan.h"

static void
test_strings (void)
{
  static const struct
  {
    const char *in;
    gssize      len;
    const char *out;
  } cases[] = {
    { "", -1, "\"\"" },
    { "plain, longer than one block of sixteen", -1, "\"plain, longer than one block of sixteen\"" },
    { "a\"b\\c/d", -1, "\"a\\\"b\\\\c/d\"" },
    { "\b\f\n\r\t\x01\x1f\x7f", -1, "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"" },
    { "h\xc3\xa4 \xf0\x9f\x98\x80 \xe2\x80\xa8", -1, "\"h\xc3\xa4 \xf0\x9f\x98\x80 \xe2\x80\xa8\"" },
    { "a\xff\xfe z", -1, "\"a\xef\xbf\xbd\xef\xbf\xbd z\"" },
    { "cut \xe2\x82", -1, "\"cut \xef\xbf\xbd\xef\xbf\xbd\"" },
    { "abcdef", 3, "\"abc\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      exm_json_append_string (out, cases[i].in, cases[i].len);
      g_assert_cmpstr (out->str, ==, cases[i].out);
      g_assert_true (exm_json_validate (NULL, out->str, out->len, NULL));
    }
}

static void
test_integers (void)
{
  static const gint64 cases[] = { 0, 1, -1, 10, -99, G_MAXINT64, G_MININT64 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, cases[i]);

      exm_json_append_int64 (out, cases[i]);
      g_assert_cmpstr (out->str, ==, expected);
    }
}

static void
test_doubles (void)
{
  static const struct
  {
    double      in;
    const char *out;
  } cases[] = {
    { 0, "0.0" },
    { 1, "1.0" },
    { 0.1, "0.1" },
    { 1.1, "1.1" },
    { 1e17, "1e+17" },
    { 1e22, "1e+22" },
    { 3e-10, "3e-10" },
    { 100, "100.0" },
    { -2.5, "-2.5" },
    { 1.0 / 3, "0.3333333333333333" },
    { NAN, "null" },
    { INFINITY, "null" },
    { -INFINITY, "null" },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      exm_json_append_double (out, cases[i].in);
      g_assert_cmpstr (out->str, ==, cases[i].out);
    }

  for (guint i = 0; i < 20000; i++)
    {
      guint64 bits = (guint64)g_rand_int (rand) << 32 | g_rand_int (rand);
      g_autoptr (GString) out = g_string_new (NULL);
      double value;

      memcpy (&value, &bits, sizeof value);
      exm_json_append_double (out, value);
      g_assert_true (exm_json_validate (NULL, out->str, out->len, NULL));
      if (isfinite (value))
        g_assert_cmpfloat (g_ascii_strtod (out->str, NULL), ==, value);
    }
}

static void
test_node (void)
{
  static const char text[] = "{\"b\":[1,2.5,1e+17,\"\\n\",null,true,[],{}],\"a\":{\"x\":-1}}";
  g_autoptr (JsonNode) node = exm_json_parse (text, -1, NULL);
  g_autofree char *line = exm_json_to_text (node, 0);
  g_autofree char *nothing = exm_json_to_text (NULL, 2);
  g_autofree char *pretty = NULL;
  g_autoptr (JsonNode) small = exm_json_parse ("{\"a\":[1,{}],\"b\":[]}", -1, NULL);

  g_assert_cmpstr (line, ==, text);
  g_assert_cmpstr (nothing, ==, "null");
  pretty = exm_json_to_text (small, 2);
  g_assert_cmpstr (pretty, ==, "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
}

static void
write_document (ExmJsonWriter *w,
                JsonNode      *node)
{
  exm_json_writer_begin_object (w, NULL);
  exm_json_writer_string (w, "s", "a\"");
  exm_json_writer_string (w, "nothing", NULL);
  exm_json_writer_begin_array (w, "list");
  exm_json_writer_int64 (w, NULL, 1);
  exm_json_writer_double (w, NULL, 0.5);
  exm_json_writer_begin_object (w, NULL);
  exm_json_writer_end (w);
  exm_json_writer_begin_array (w, NULL);
  exm_json_writer_end (w);
  exm_json_writer_raw (w, NULL, "{\"r\":1}", -1);
  exm_json_writer_end (w);
  exm_json_writer_bool (w, "yes", TRUE);
  exm_json_writer_node (w, "node", node);
  exm_json_writer_null (w, "null");
  exm_json_writer_end (w);
}

static void
test_writer (void)
{
  g_autoptr (JsonNode) node = exm_json_parse ("[7]", -1, NULL);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) pretty = g_string_new (NULL);
  g_autoptr (JsonNode) a = NULL;
  g_autoptr (JsonNode) b = NULL;
  ExmJsonWriter w;

  exm_json_writer_init (&w, line, 0);
  write_document (&w, node);
  g_assert_cmpstr (line->str, ==,
                   "{\"s\":\"a\\\"\",\"nothing\":null,\"list\":[1,0.5,{},[],{\"r\":1}],\"yes\":true,\"node\":[7],\"null\":null}");

  exm_json_writer_init (&w, pretty, 4);
  write_document (&w, node);
  g_assert_nonnull (strstr (pretty->str, "\n    \"list\": [\n        1,"));
  a = exm_json_parse (line->str, -1, NULL);
  b = exm_json_parse (pretty->str, -1, NULL);
  g_assert_true (json_node_equal (a, b));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/write/strings", test_strings);
  g_test_add_func ("/json/write/integers", test_integers);
  g_test_add_func ("/json/write/doubles", test_doubles);
  g_test_add_func ("/json/write/node", test_node);
  g_test_add_func ("/json/write/writer", test_writer);

  return g_test_run ();
}
