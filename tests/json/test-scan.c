/* test-scan.c - the strict scanner: what it takes, what it refuses and where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-json-scan.h"

#include <math.h>
#include <string.h>

#define L(literal) literal, sizeof literal - 1

typedef struct
{
  const char *text;
  gsize       len;
} Good;

typedef struct
{
  const char  *text;
  gsize        len;
  ExmJsonError code;
  gsize        offset;
} Bad;

static const Good good[] = {
  { L ("{}") },
  { L ("[]") },
  { L (" \t\r\n{ \"a\" : [ 1 , 2 ] } \n") },
  { L ("\"\"") },
  { L ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"") },
  { L ("\"\\ud83d\\ude00\"") },
  { L ("\"\\uD83D\\uDE00\\u0041\"") },
  { L ("\"h\xc3\xa4 \xe2\x80\xa8 \xf0\x9f\x98\x80 \xf4\x8f\xbf\xbf \xef\xbf\xbf\"") },
  { L ("\"\x7f\"") },
  { L ("0") },
  { L ("-0") },
  { L ("-0.0") },
  { L ("123e65") },
  { L ("0e+1") },
  { L ("1E22") },
  { L ("1e-400") },
  { L ("1.7976931348623157e308") },
  { L ("9223372036854775807") },
  { L ("-9223372036854775808") },
  { L ("true") },
  { L ("false") },
  { L ("null") },
  { L ("[true,false,null,[[]],{\"\":0}]") },
  { L ("{\"a\":1,\"A\":2,\"\\u0062\":3,\"c\":4}") },
  { L ("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}") },
};

static const Bad bad[] = {
  { L (""), EXM_JSON_ERROR_EMPTY, 0 },
  { L ("  \n"), EXM_JSON_ERROR_EMPTY, 3 },
  { L ("\xef\xbb\xbf{}"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("{"), EXM_JSON_ERROR_TRUNCATED, 1 },
  { L ("[1,"), EXM_JSON_ERROR_TRUNCATED, 3 },
  { L ("[1,]"), EXM_JSON_ERROR_SYNTAX, 3 },
  { L ("[,1]"), EXM_JSON_ERROR_SYNTAX, 1 },
  { L ("[1 2]"), EXM_JSON_ERROR_SYNTAX, 3 },
  { L ("{\"a\":1,}"), EXM_JSON_ERROR_SYNTAX, 7 },
  { L ("{\"a\"}"), EXM_JSON_ERROR_SYNTAX, 4 },
  { L ("{\"a\":}"), EXM_JSON_ERROR_SYNTAX, 5 },
  { L ("{a:1}"), EXM_JSON_ERROR_SYNTAX, 1 },
  { L ("{1:1}"), EXM_JSON_ERROR_SYNTAX, 1 },
  { L ("{\"a\" \"b\"}"), EXM_JSON_ERROR_SYNTAX, 5 },
  { L ("[1}"), EXM_JSON_ERROR_SYNTAX, 2 },
  { L ("]"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("'a'"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("/* c */ 1"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("var x = 1;"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("{}{}"), EXM_JSON_ERROR_TRAILING, 2 },
  { L ("123\0"), EXM_JSON_ERROR_TRAILING, 3 },
  { L ("1 x"), EXM_JSON_ERROR_TRAILING, 2 },
  { L ("tru"), EXM_JSON_ERROR_TRUNCATED, 3 },
  { L ("True"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("nul!"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("NaN"), EXM_JSON_ERROR_SYNTAX, 0 },
  { L ("01"), EXM_JSON_ERROR_NUMBER, 0 },
  { L ("-01"), EXM_JSON_ERROR_NUMBER, 1 },
  { L ("0777"), EXM_JSON_ERROR_NUMBER, 0 },
  { L ("0x1F"), EXM_JSON_ERROR_TRAILING, 1 },
  { L ("+1"), EXM_JSON_ERROR_NUMBER, 0 },
  { L (".5"), EXM_JSON_ERROR_NUMBER, 0 },
  { L ("[1.]"), EXM_JSON_ERROR_NUMBER, 3 },
  { L ("[1e]"), EXM_JSON_ERROR_NUMBER, 3 },
  { L ("[-]"), EXM_JSON_ERROR_NUMBER, 2 },
  { L ("-Infinity"), EXM_JSON_ERROR_NUMBER, 1 },
  { L ("-"), EXM_JSON_ERROR_TRUNCATED, 1 },
  { L ("1e+"), EXM_JSON_ERROR_TRUNCATED, 3 },
  { L ("9223372036854775808"), EXM_JSON_ERROR_RANGE, 0 },
  { L ("[-9223372036854775809]"), EXM_JSON_ERROR_RANGE, 1 },
  { L ("18446744073709551615"), EXM_JSON_ERROR_RANGE, 0 },
  { L ("123456789012345678901234567890"), EXM_JSON_ERROR_RANGE, 0 },
  { L ("1e400"), EXM_JSON_ERROR_RANGE, 0 },
  { L ("-1e999999999999999999"), EXM_JSON_ERROR_RANGE, 0 },
  { L ("\"abc"), EXM_JSON_ERROR_TRUNCATED, 4 },
  { L ("\"abc\\"), EXM_JSON_ERROR_TRUNCATED, 5 },
  { L ("\"a\nb\""), EXM_JSON_ERROR_CONTROL, 2 },
  { L ("\"a\tb\""), EXM_JSON_ERROR_CONTROL, 2 },
  { L ("\"0123456789abcdefghij\x1f\""), EXM_JSON_ERROR_CONTROL, 21 },
  { L ("\"a\0b\""), EXM_JSON_ERROR_NUL, 2 },
  { L ("[\0]"), EXM_JSON_ERROR_NUL, 1 },
  { L ("\"a\\u0000\""), EXM_JSON_ERROR_NUL, 2 },
  { L ("{\"a\\u0000b\":1}"), EXM_JSON_ERROR_NUL, 3 },
  { L ("\"\\x41\""), EXM_JSON_ERROR_ESCAPE, 1 },
  { L ("\"\\q\""), EXM_JSON_ERROR_ESCAPE, 1 },
  { L ("\"\\\0\""), EXM_JSON_ERROR_ESCAPE, 1 },
  { L ("\"\\u00zz\""), EXM_JSON_ERROR_ESCAPE, 1 },
  { L ("\"\\u12"), EXM_JSON_ERROR_ESCAPE, 1 },
  { L ("\"\\ud800abc\""), EXM_JSON_ERROR_SURROGATE, 1 },
  { L ("\"\\ud800\""), EXM_JSON_ERROR_SURROGATE, 1 },
  { L ("\"\\ude00\\ud83d\""), EXM_JSON_ERROR_SURROGATE, 1 },
  { L ("\"\\ud800\\ud800\""), EXM_JSON_ERROR_SURROGATE, 1 },
  { L ("\"\\ud800\\u0041\""), EXM_JSON_ERROR_SURROGATE, 1 },
  { L ("\"\xff\""), EXM_JSON_ERROR_UTF8, 1 },
  { L ("\"\x80\""), EXM_JSON_ERROR_UTF8, 1 },
  { L ("\"\xc0\xaf\""), EXM_JSON_ERROR_UTF8, 1 },
  { L ("\"\xe0\x80\xaf\""), EXM_JSON_ERROR_UTF8, 1 },
  { L ("\"\xed\xa0\x80\""), EXM_JSON_ERROR_UTF8, 1 },
  { L ("\"\xf4\x90\x80\x80\""), EXM_JSON_ERROR_UTF8, 1 },
  { L ("\"ok \xc3\xa4 \xe2\x82\""), EXM_JSON_ERROR_UTF8, 7 },
  { L ("\"\xf0\x9f\x98"), EXM_JSON_ERROR_UTF8, 1 },
  { L ("[\xe5]"), EXM_JSON_ERROR_UTF8, 1 },
  { L ("[\xc3\xa4]"), EXM_JSON_ERROR_SYNTAX, 1 },
  { L ("{\"a\":1,\"a\":1}"), EXM_JSON_ERROR_DUPLICATE_KEY, 7 },
  { L ("{\"a\":1,\"b\":{},\"\\u0061\":2}"), EXM_JSON_ERROR_DUPLICATE_KEY, 14 },
  { L ("[{\"x\":{\"k\":1,\"k\":2}}]"), EXM_JSON_ERROR_DUPLICATE_KEY, 13 },
  { L ("{\"\":1,\"\":2}"), EXM_JSON_ERROR_DUPLICATE_KEY, 6 },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      ExmJsonFault fault = { 0 };

      if (!exm_json_validate (NULL, good[i].text, good[i].len, &fault))
        {
          g_autofree char *message = exm_json_fault_message (&fault);

          g_test_message ("case %u: %s: %s", i, good[i].text, message);
          g_test_fail ();
        }
    }
}

static void
test_bad (void)
{
  g_autoptr (ExmJsonScan) scan = exm_json_scan_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      /* A copy of the exact size, so that a sanitizer sees each byte read too many. */
      g_autofree char *copy = g_memdup2 (bad[i].text, bad[i].len);
      ExmJsonFault     fault = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (exm_json_validate (scan, copy, bad[i].len, &fault));
      if (fault.code != bad[i].code || fault.offset != bad[i].offset)
        {
          g_test_message ("case %u: %s: code %d at %zu, expected %d at %zu", i, bad[i].text,
                          (int)fault.code, fault.offset, (int)bad[i].code, bad[i].offset);
          g_test_fail ();
        }
      exm_json_fault_set_error (&fault, &error);
      g_assert_error (error, EXM_JSON_ERROR, (int)bad[i].code);
      g_assert_false (g_str_has_suffix (error->message, "."));
    }
}

/* Each beginning of a good text is refused, without a byte read behind its end. */
static void
test_cut (void)
{
  static const char whole[] = "{\"a\\u00e9\\ud83d\\ude00\":[1.5e3,true,null,\"\xf0\x9f\x98\x80\"],\"b\":{\"c\":false}}";
  g_autoptr (ExmJsonScan) scan = exm_json_scan_new ();

  for (gsize len = 0; len < sizeof whole - 1; len++)
    {
      g_autofree char *copy = g_memdup2 (whole, len);

      g_assert_false (exm_json_validate (scan, copy, len, NULL));
    }
  g_assert_true (exm_json_validate (scan, whole, sizeof whole - 1, NULL));
}

static gboolean
validate_nested (gsize         depth,
                 const char   *opening,
                 const char   *closing,
                 ExmJsonFault *fault)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < depth; i++)
    g_string_append (text, opening);
  g_string_append (text, "1");
  for (gsize i = 0; i < depth; i++)
    g_string_append (text, closing);
  return exm_json_validate (NULL, text->str, text->len, fault);
}

static void
test_depth (void)
{
  ExmJsonFault fault;

  g_assert_true (validate_nested (64, "[", "]", &fault));
  g_assert_true (validate_nested (64, "{\"a\":", "}", &fault));
  g_assert_true (validate_nested (32, "[{\"a\":", "}]", &fault));
  g_assert_false (validate_nested (65, "[", "]", &fault));
  g_assert_cmpint (fault.code, ==, EXM_JSON_ERROR_TOO_DEEP);
  g_assert_cmpuint (fault.offset, ==, 64);
  g_assert_false (validate_nested (65, "{\"a\":", "}", &fault));
  g_assert_cmpint (fault.code, ==, EXM_JSON_ERROR_TOO_DEEP);
  g_assert_false (validate_nested (10 * 1000 * 1000, "[", "", &fault));
  g_assert_cmpint (fault.code, ==, EXM_JSON_ERROR_TOO_DEEP);
}

/* Objects beyond the size up to which names are compared one by one. */
static void
test_many_keys (void)
{
  static const guint sizes[] = { 2, 15, 16, 17, 18, 40, 200000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint twice = 0; twice < 3; twice++)
      {
        g_autoptr (GString) text = g_string_new ("{\"z\":{\"a\":1}");
        guint        repeat = twice == 1 ? 0 : sizes[i] / 2;
        ExmJsonFault fault = { 0 };
        gsize        at;

        for (guint k = 0; k < sizes[i]; k++)
          g_string_append_printf (text, ",\"key %u\":{\"key\":0}", k);
        at = text->len + 1;
        if (twice > 0)
          g_string_append_printf (text, ",\"\\u006bey %u\":1", repeat);
        g_string_append_c (text, '}');

        g_assert_true (exm_json_validate (NULL, text->str, text->len, &fault) == (twice == 0));
        if (twice > 0)
          {
            g_assert_cmpint (fault.code, ==, EXM_JSON_ERROR_DUPLICATE_KEY);
            g_assert_cmpuint (fault.offset, ==, at);
          }
      }
}

static void
test_cursor (void)
{
  static const char text[] = "{\"s\":\"plain\",\"e\":\"a\\n\\u00fc\\ud83d\\ude00\",\"n\":-42,\"d\":2.5e1,"
                             "\"t\":true,\"x\":[{\"y\":[1, 2]} , null],\"last\":null} ";
  g_autoptr (ExmJsonScan) scan = exm_json_scan_new ();
  ExmJsonText   key, string, escaped, raw;
  ExmJsonNumber number;
  gboolean      flag = FALSE;

  exm_json_scan_reset (scan, text, strlen (text));
  g_assert_cmpint (exm_json_scan_peek (scan), ==, EXM_JSON_OBJECT);
  g_assert_true (exm_json_scan_enter_object (scan));

  g_assert_true (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_text_equal (&key, "s"));
  g_assert_true (exm_json_scan_string (scan, &string));
  g_assert_true (string.data == text + 6); /* lent, not copied */

  g_assert_true (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_scan_string (scan, &escaped));

  g_assert_true (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_scan_number (scan, &number));
  g_assert_true (number.is_integer);
  g_assert_cmpint (number.integer, ==, -42);

  g_assert_true (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_scan_number (scan, &number));
  g_assert_false (number.is_integer);
  g_assert_cmpfloat (exm_json_number_to_double (&number), ==, 25);

  g_assert_true (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_scan_bool (scan, &flag));
  g_assert_true (flag);

  g_assert_true (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_scan_skip (scan, &raw));
  g_assert_cmpmem (raw.data, raw.len, "[{\"y\":[1, 2]} , null]", 21);

  g_assert_true (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_scan_null (scan));
  g_assert_false (exm_json_scan_next_key (scan, &key));
  g_assert_true (exm_json_scan_finish (scan));
  g_assert_null (exm_json_scan_fault (scan));

  g_assert_cmpmem (string.data, string.len, "plain", 5);
  g_assert_cmpmem (escaped.data, escaped.len, "a\n\xc3\xbc\xf0\x9f\x98\x80", 8);
}

static void
test_wrong_type (void)
{
  g_autoptr (ExmJsonScan) scan = exm_json_scan_new ();
  ExmJsonText text;
  gboolean    flag;

  exm_json_scan_reset (scan, "[1]", 3);
  g_assert_false (exm_json_scan_enter_object (scan));
  g_assert_cmpint (exm_json_scan_fault (scan)->code, ==, EXM_JSON_ERROR_TYPE);

  exm_json_scan_reset (scan, "[1]", 3);
  g_assert_true (exm_json_scan_enter_array (scan));
  g_assert_true (exm_json_scan_next_item (scan));
  g_assert_false (exm_json_scan_string (scan, &text));
  g_assert_false (exm_json_scan_next_item (scan)); /* the fault sticks */
  g_assert_false (exm_json_scan_finish (scan));
  g_assert_cmpint (exm_json_scan_fault (scan)->code, ==, EXM_JSON_ERROR_TYPE);
  g_assert_cmpuint (exm_json_scan_fault (scan)->offset, ==, 1);

  exm_json_scan_reset (scan, "null", 4);
  g_assert_false (exm_json_scan_bool (scan, &flag));
  exm_json_scan_reset (scan, "null", 4);
  g_assert_false (exm_json_scan_fail (scan, EXM_JSON_ERROR_RANGE));
  g_assert_cmpint (exm_json_scan_fault (scan)->code, ==, EXM_JSON_ERROR_RANGE);
  exm_json_scan_reset (scan, "[[", 2);
  g_assert_true (exm_json_scan_enter_array (scan));
  g_assert_false (exm_json_scan_finish (scan)); /* left half way */
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/scan/good", test_good);
  g_test_add_func ("/json/scan/bad", test_bad);
  g_test_add_func ("/json/scan/cut", test_cut);
  g_test_add_func ("/json/scan/depth", test_depth);
  g_test_add_func ("/json/scan/many-keys", test_many_keys);
  g_test_add_func ("/json/scan/cursor", test_cursor);
  g_test_add_func ("/json/scan/wrong-type", test_wrong_type);

  return g_test_run ();
}
