/* test-search.c - the language of the search entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-search.h"

/* Terms as text, clause by clause: "a OR b, -c"; errors as "!kind". */
static char *
describe (const char *text)
{
  g_autoptr(ExmSearch) search = exm_search_new (text);

  return exm_search_to_string (search);
}

static void
test_cases (void)
{
  static const struct
  {
    const char *typed;
    const char *meant;
  } cases[] = {
    { "", "" },
    { " \t\u00a0", "" },
    { "happy", "happy" },
    { "good  morning", "good morning" },
    { "\"good morning\"", "\"good morning\"" },
    { "\"happy\"", "happy" },
    { "\"\"", "" },
    { "\"  \" x", "x" },
    { "\"open end", "\"open end\"" },
    { "\"a\"b", "a b" },
    { "a\"b", "a\"b" },
    { "-sad", "-sad" },
    { "-", "\"-\"" },
    { "- a", "\"-\" a" },
    { "--a", "-\"-a\"" },
    { "-\"so sad\"", "-\"so sad\"" },
    { "\"-a\"", "\"-a\"" },
    { "label:happy", "label:happy" },
    { "LABEL:Happy", "label:Happy" },
    { "-label:\"very happy\"", "-label:\"very happy\"" },
    { "label:hap*", "label:hap*" },
    { "label:\"very h\"*", "label:\"very h\"*" },
    { "label:\"h*\"", "label:\"h*\"" },
    { "label:*", "label:\"\"*" },
    { "\"label:happy\"", "\"label:happy\"" },
    { "https://example.org/a?b", "\"https://example.org/a?b\"" },
    { "12:30", "\"12:30\"" },
    { "foo:bar", "\"foo:bar\"" },
    { ":", "\":\"" },
    { "is:Todo", "is:todo" },
    { "is:labeled is:unlabeled", "is:labelled is:unlabelled" },
    { "len:>200", "len:>=201" },
    { "len:<200", "len:<=199" },
    { "len:<=200", "len:<=200" },
    { "len:≤200", "len:<=200" },
    { "len:>=200", "len:>=200" },
    { "len:=200", "len:200" },
    { "len:200", "len:200" },
    { "len:100..200", "len:100..200" },
    { "len:100…200", "len:100..200" },
    { "len:100-200", "len:100..200" },
    { "len:100..", "len:>=100" },
    { "len:0", "len:0" },
    { "len:<0", "len:<0" },
    { "len:>99999999999999999999", "len:>=4294967295" },
    { "dup:", "dup:yes" },
    { "dup:no", "dup:no" },
    { "note:", "has:note" },
    { "note:bus -note:\"of it\"", "note:bus -note:\"of it\"" },
    { "has:note", "has:note" },
    { "split:training -split:none", "split:training -split:none" },
    { "source:posts.csv system:other", "source:posts.csv system:other" },
    { "a OR b", "a OR b" },
    { "a | b c", "a OR b c" },
    { "a OR b OR -c d", "a OR b OR -c d" },
    { "OR a", "a" },
    { "a OR", "a" },
    { "a OR OR b", "a OR b" },
    { "a or b", "a or b" },
    { "\"OR\"", "\"OR\"" },
    { "a OR len:x OR b", "a OR b" },
    { "len:x OR b c", "b c" },
    { "a OR \"\" b", "a b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *meant = describe (cases[i].typed);
      g_autofree char *again = describe (meant);

      if (!g_str_equal (meant, cases[i].meant))
        g_test_message ("“%s”", cases[i].typed);
      g_assert_cmpstr (meant, ==, cases[i].meant);
      g_assert_cmpstr (again, ==, meant);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *typed;
    const char *told;
  } cases[] = {
    { "len:abc", "“len:abc” is left out: a length needs a number" },
    { "-len:", "“-len:” is left out: a length needs a number" },
    { "len:>", "a number" },
    { "len:1..x", "a number" },
    { "len:1x", "a number" },
    { "len:9..2", "“len:9..2” is left out: write the smaller number first" },
    { "is:sleepy", "one of todo, done, skipped, flagged" },
    { "is:", "one of todo" },
    { "has:\"two words\"", "“has:\"two words\"” is left out: after the colon goes one of label, answer, note, system" },
    { "dup:maybe", "one of yes, no" },
    { "split:test", "one of training, validation, none" },
    { "system:mine", "one of other, task" },
    { "label:", "what to look for" },
    { "post:\" \"", "what to look for" },
    { "source: x", "what to look for" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ExmSearch) search = exm_search_new (cases[i].typed);

      g_assert_nonnull (search->terms[0].error);
      if (strstr (search->terms[0].error, cases[i].told) == NULL)
        g_test_message ("“%s”: %s", cases[i].typed, search->terms[0].error);
      g_assert_nonnull (strstr (search->terms[0].error, cases[i].told));
      g_assert_cmpint (exm_search_is_empty (search), ==, search->n_terms == 1);
    }
}

static void
test_too_many (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(ExmSearch) search = NULL;

  for (guint i = 0; i < EXM_SEARCH_MAX_TERMS + 2; i++)
    g_string_append_printf (text, "w%u ", i);
  search = exm_search_new (text->str);
  g_assert_cmpuint (search->n_terms, ==, EXM_SEARCH_MAX_TERMS + 2);
  g_assert_cmpuint (search->n_groups, ==, EXM_SEARCH_MAX_TERMS);
  g_assert_null (search->terms[EXM_SEARCH_MAX_TERMS - 1].error);
  g_assert_nonnull (strstr (search->terms[EXM_SEARCH_MAX_TERMS].error, "first 64 words"));
}

static void
test_drop (void)
{
  static const struct
  {
    const char *typed;
    guint       index;
    const char *left;
  } cases[] = {
    { "a b c", 1, "a c" },
    { "a", 0, "" },
    { "  a  b", 0, "b" },
    { "a OR b", 0, "b" },
    { "a OR b", 1, "a" },
    { "a OR b OR c", 1, "a OR c" },
    { "x a | b y", 1, "x b y" },
    { "\"one two\" label:\"x y\" z", 1, "\"one two\" z" },
    { "len:abc is:todo", 0, "is:todo" },
    { "Übung -label:ä né", 1, "Übung né" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ExmSearch) search = exm_search_new (cases[i].typed);
      g_autofree char *left = exm_search_drop_term (search, cases[i].typed, cases[i].index);

      g_assert_cmpstr (left, ==, cases[i].left);
    }
}

static void
test_quote (void)
{
  static const char *const cases[][2] = {
    { "happy", "happy" }, { "very happy", "\"very happy\"" }, { "", "\"\"" }, { "OR", "\"OR\"" }, { "a \"b\" c", "\"a ”b” c\"" }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *quoted = exm_search_quote (cases[i][0]);

      g_assert_cmpstr (quoted, ==, cases[i][1]);
    }
}

/* What it is written back as is read as the same, whatever was typed; and dropping
 * terms ends with nothing. */
static void
test_random (void)
{
  static const char *const pieces[] = { "a", "b", " ", " ", "\"", "-", ":", "|", " OR ", "*", "label:", "len:", "is:", "todo",
                                        ">", "<", "=", "..", "7", "12", "note:", "dup:", "ä", "\u00a0", "source:", "has:note " };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr(GString) typed = g_string_new (NULL);
      int n = g_test_rand_int_range (0, 16);

      for (int j = 0; j < n; j++)
        g_string_append (typed, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

      g_autofree char *meant = describe (typed->str);
      g_autofree char *again = describe (meant);

      if (!g_str_equal (again, meant))
        g_test_message ("“%s”", typed->str);
      g_assert_cmpstr (again, ==, meant);

      while (TRUE)
        {
          g_autoptr(ExmSearch) search = exm_search_new (typed->str);
          g_autofree char *fewer = NULL;

          if (search->n_terms == 0)
            break;
          fewer = exm_search_drop_term (search, typed->str, search->n_terms - 1);

          g_autoptr(ExmSearch) rest = exm_search_new (fewer);

          g_assert_cmpuint (rest->n_terms, ==, search->n_terms - 1);
          g_string_assign (typed, fewer);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/search/cases", test_cases);
  g_test_add_func ("/core/search/errors", test_errors);
  g_test_add_func ("/core/search/too-many", test_too_many);
  g_test_add_func ("/core/search/drop", test_drop);
  g_test_add_func ("/core/search/quote", test_quote);
  g_test_add_func ("/core/search/random", test_random);
  return g_test_run ();
}
