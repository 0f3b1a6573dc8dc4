/* test-personal.c - what is personal data, what is not, and its masks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-personal.h"

/* Each post, and what it becomes with everything masked; NULL = as it is. */
static const struct
{
  const char *post;
  const char *masked;
} cases[] = {
  /* e-mail */
  { "Write to ann.b+news@mail.example.org.", "Write to <email>." },
  { "mailto:Ann@Example.COM, please", "mailto:<email>, please" },
  { "(jürgen@müller.de)", "(<email>)" },
  { "a@b", NULL },
  { "me @ home. you@", NULL },
  { "5@3 and @ 10", NULL },
  /* user names */
  { "@anna hi", "@user hi" },
  { "RT @ann_b: @bob!", "RT @user: @user!" },
  { ".@anna@mastodon.social.", ".@user." },
  { "@anna.bsky.social: yes", "@user: yes" },
  { "@anna.Then", "@user.Then" },
  { "@日本語 さん", "@user さん" },
  { "@user and @user", NULL },
  /* web addresses */
  { "see https://example.org/a?b=c@d#e.", "see <url>." },
  { "(http://x.org/wiki/A_(b))", "(<url>)" },
  { "www.example.org, WWW.EXAMPLE.ORG!", "<url>, <url>!" },
  { "http:// www. whatever httpd", NULL },
  { "https://t.co/abc…", "<url>" },
  /* cards: numbers that the issuers publish for tests */
  { "4111 1111 1111 1111", "<card>" },
  { "card 5555-5555-5555-4444 ok", "card <card> ok" },
  { "378282246310005", "<card>" },
  { "4111 1111 1111 1112", NULL },               /* check digit */
  { "9111111111111111 1234567890123456", NULL }, /* no issuer */
  { "41111111111111111", NULL },                 /* length */
  /* accounts: examples of the registry */
  { "IBAN DE89 3704 0044 0532 0130 00.", "IBAN <iban>." },
  { "GB29NWBK60161331926819", "<iban>" },
  { "DE89 3704 0044 0532 0130 01", NULL },
  { "FR1420041010050500013M02606!", "<iban>!" },
  { "XX89370400440532013000", NULL },
  /* addresses of machines */
  { "from 192.168.178.20:8080", "from <ip>:8080" },
  { "2001:db8::8a2e:370:7334 pinged", "<ip> pinged" },
  { "fe80::1ff:fe23:4567:890a", "<ip>" },
  { "v10.20.30.40 and version 12.22.32.42", NULL },
  { "127.0.0.1 is home, 1.2.3.4 a chapter, 300.1.1.1 none, 10.0.0.1.5 neither", NULL },
  { "at 12:30:45 or 10:20, ratio 1:2:3", NULL },
  { "std::cout << a::b", NULL },
  /* phone */
  { "+49 30 1234567", "<phone>" },
  { "Call +1 (212) 555-0123 now", "Call <phone> now" },
  { "+44 (0)20 7946 0958", "<phone>" },
  { "0049 30 1234567", "<phone>" },
  { "(212) 555-0123 or 212-555-0123 or 212.555.0123", "<phone> or <phone> or <phone>" },
  { "1-212-555-0123", "<phone>" },
  { "030 12345678, 0171/1234567", "<phone>, <phone>" },
  { "01 23 45 67 89", "<phone>" },
  { "07911 123456", "<phone>" },
  { "tel: 612 345 678", "tel: <phone>" },
  { "WhatsApp 5512345678", "WhatsApp <phone>" },
  /* and all the other numbers of a post */
  { "In 2024, 2023-2024, 1999/2000", NULL },
  { "2024-01-02 10:30, 01.02.2024 10, 01/02/2024", NULL },
  { "20240102123045 1700000000 1234567890123", NULL },
  { "1 050 000 000 people, 1,234,567.89 or 1.234.567,89", NULL },
  { "costs 1000000 $ or €050123456789 or 0712345678 €", NULL },
  { "0.123456789 and 3.14159265358979", NULL },
  { "ISBN 0306406157, order 0123456789, #0123456789", NULL },
  { "score 3-2, 10-12-14, 100 200 300", NULL },
  { "192 x 108, 50 % of 10 000 000", NULL },
  { "call 911, call me at 5", NULL },
  { "0000000000 1111111111", NULL },
  { "id_0171123456789 x0171 1234567", NULL },
  /* together; each mask stands for itself */
  { "@a: a@b.org +49 30 1234567 http://x.y/z", "@user: <email> <phone> <url>" },
  { "<email> <phone> @user <url> <card> <iban> <ip>", NULL },
  { "", NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *masked = exm_personal_mask (cases[i].post, EXM_PERSONAL_ALL, NULL);
      g_autofree char *again = NULL;

      g_test_message ("%s", cases[i].post);
      g_assert_cmpstr (masked, ==, cases[i].masked);
      again = masked != NULL ? exm_personal_mask (masked, EXM_PERSONAL_ALL, NULL) : NULL;
      g_assert_cmpstr (again, ==, NULL);
    }
}

static void
test_kinds (void)
{
  const char      *post = "@a: a@b.org +49 30 1234567 http://x.y/z a@c.org";
  guint            counts[EXM_N_PERSONAL] = { 0 };
  g_autofree char *masked = exm_personal_mask (post, 1u << EXM_PERSONAL_EMAIL, counts);
  g_autofree char *words = exm_personal_counts_to_string (counts);

  g_assert_cmpstr (masked, ==, "@a: <email> +49 30 1234567 http://x.y/z <email>");
  g_assert_cmpuint (counts[EXM_PERSONAL_EMAIL], ==, 2);
  g_assert_cmpuint (counts[EXM_PERSONAL_PHONE], ==, 0);
  g_assert_cmpstr (words, ==, "2 e-mail addresses");
  g_assert_cmpuint (exm_personal_scan (post, strlen (post), NULL), ==,
                    1u << EXM_PERSONAL_EMAIL | 1u << EXM_PERSONAL_PHONE | 1u << EXM_PERSONAL_HANDLE | 1u << EXM_PERSONAL_URL);
}

/* Whatever comes, spans are in order, within the text and cut no character. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "@", "@a", "a@b.org", ".", "..", "http://", "www.", "x", "é", "👍", "0", "1", "49", "+", "(", ")", "-", "/", " ", ":", "::", "fe80", "DE89",
    "370400440532013000", "4111", "1111", "192.168", "\n", "_", "tel", "€", "#", "<", ">"
  };
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (ExmPersonalSpan));

  for (guint round = 0; round < 30000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *exact = NULL;
      gsize            at = 0;

      for (gint32 n = g_test_rand_int_range (0, 16); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_array_set_size (spans, 0);
      /* Not a byte beyond the end is read. */
      exact = g_memdup2 (text->str, text->len);
      exm_personal_scan (exact != NULL ? exact : "", text->len, spans);
      for (guint i = 0; i < spans->len; i++)
        {
          const ExmPersonalSpan *span = &g_array_index (spans, ExmPersonalSpan, i);

          g_assert_cmpuint (span->start, >=, at);
          g_assert_cmpuint (span->end, >, span->start);
          g_assert_cmpuint (span->end, <=, text->len);
          g_assert_true (g_utf8_validate (text->str + span->start, (gssize)(span->end - span->start), NULL));
          at = span->end;
        }
    }
}

/* A text made to be slow is not. */
static void
test_hostile (void)
{
  static const char *const pieces[] = { "a:", "www.!", "@a.", "1", "a@", "(", "0 ", "+1", "DE8", "1.", "-1", "::" };
  gint64                   from = g_get_monotonic_time ();

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      while (text->len < 1000000)
        g_string_append (text, pieces[i]);
      exm_personal_scan (text->str, text->len, NULL);
    }
  g_assert_cmpint (g_get_monotonic_time () - from, <, 10 * G_TIME_SPAN_SECOND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review/personal/cases", test_cases);
  g_test_add_func ("/review/personal/kinds", test_kinds);
  g_test_add_func ("/review/personal/random", test_random);
  g_test_add_func ("/review/personal/hostile", test_hostile);
  return g_test_run ();
}
