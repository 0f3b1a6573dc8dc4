/* test-text.c - normal form, canonical text, tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-text.h"

static void
test_normalise (void)
{
  static const struct
  {
    const char *in;
    const char *out;
  } cases[] = {
    { "Hello", "hello" },
    { "SOOOOO good", "sooo good" },
    { "a &amp; b &lt;3 &#39;x&#39;", "a & b <3 'x'" },
    { "see https://example.org/a?b=c now", "see \xee\x80\x80 now" },
    { "www.example.org", "\xee\x80\x80" },
    { "hi @Someone_1!", "hi \xee\x80\x81!" },
    { "mail a@b", "mail a@b" },
    { "ﬁne Ⅳ", "fine iv" },
    { "ÉCOLE", "école" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = exm_text_normalise (cases[i].in);

      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_hostile (void)
{
  g_autofree char *invalid = exm_text_normalise ("a\xff\xfe\xc3");
  g_autofree char *big = g_strnfill (300000, 'a');
  g_autofree char *various = g_malloc (300001);
  g_autofree char *out = NULL;
  g_autofree char *all = NULL;

  g_assert_true (g_utf8_validate (invalid, -1, NULL));
  out = exm_text_normalise (big);
  g_assert_cmpstr (out, ==, "aaa");
  for (guint i = 0; i < 300000; i++)
    various[i] = (char)('a' + i % 26);
  various[300000] = '\0';
  all = exm_text_normalise (various);
  g_assert_cmpint (g_utf8_strlen (all, -1), ==, EXM_TEXT_MAX_CHARS);
}

static void
test_canonical (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean    same;
  } cases[] = {
    { "Great day!", "great day", TRUE },
    { "RT @who: Great   day", "Great day https://t.co/x", TRUE },
    { "don't", "dont", TRUE },
    { "great day", "great night", FALSE },
    { "good 👍", "good", FALSE },
    { "good 👍🏽", "good 👍", TRUE },
    { "art", "rt art", TRUE },
    { "!!!", "", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *a = exm_text_canonical (cases[i].a);
      g_autofree char *b = exm_text_canonical (cases[i].b);

      if (cases[i].same)
        g_assert_cmpstr (a, ==, b);
      else
        g_assert_cmpstr (a, !=, b);
    }
}

static void
test_words (void)
{
  static const struct
  {
    const char *in;
    const char *words; /* joined by | */
  } cases[] = {
    { "Don't stop!!!!!", "don't|stop|!!!" },
    { "#Happy day", "#happy|happy|day" },
    { "ok:)", "ok|:)" },
    { "好吃 food", "好|吃|food" },
    { "💪🏽go", "💪|go" },
    { "안녕 하세요", "안녕|하세요" },
    { "  ", "" },
    { "a#", "a|#" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) words = exm_text_words (cases[i].in);
      g_autofree char *joined = g_strjoinv ("|", words);

      g_assert_cmpstr (joined, ==, cases[i].words);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assist/text/normalise", test_normalise);
  g_test_add_func ("/assist/text/hostile", test_hostile);
  g_test_add_func ("/assist/text/canonical", test_canonical);
  g_test_add_func ("/assist/text/words", test_words);
  return g_test_run ();
}
