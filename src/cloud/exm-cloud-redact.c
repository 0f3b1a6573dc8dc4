/* exm-cloud-redact.c - takes secrets out of what is shown or logged
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-cloud-private.h"

#include "exm-cloud-error.h"

#define REMOVED "[removed]"

/* The names under which OAuth 2.0 (RFC 6749, 7521, 7636) and Cloud Storage send
 * what gives access to whoever has it. */
#define NAMES                                                \
  "access_token|refresh_token|id_token|client_secret|"       \
  "client_assertion|assertion|code_verifier|code|upload_id|" \
  "private_key|subject_token|token"

static const struct
{
  const char *pattern;
  const char *replacement;
} rules[] = {
  { "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)", REMOVED },
  { "\\b(bearer)(\\s+|%20)[^\\s\"',;<>]+", "\\1 " REMOVED },
  { "([\"'](" NAMES ")\\\\*[\"']\\s*:\\s*\\\\*[\"'])[^\"'\\\\]*", "\\1" REMOVED },
  { "\\b((" NAMES ")(=|%3D))[^&\\s\"'<>]+", "\\1" REMOVED },
  /* Google's own shapes, wherever they stand. */
  { "\\bya29\\.[\\w.~+/=-]+", REMOVED },
  { "\\b1//[\\w-]{16,}", REMOVED },
  { "\\b4/[0A][\\w-]{20,}", REMOVED },
  { "\\bGOCSPX-[\\w-]+", REMOVED },
  { "\\beyJ[\\w-]{8,}\\.[\\w-]{8,}(\\.[\\w-]*)?", REMOVED },
};

char *
exm_cloud_redact (const char *text)
{
  static GRegex   *compiled[G_N_ELEMENTS (rules)];
  static gsize     once = 0;
  g_autofree char *result = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
        {
          g_autoptr (GError) error = NULL;

          compiled[i] = g_regex_new (rules[i].pattern,
                                     G_REGEX_CASELESS | G_REGEX_DOTALL | G_REGEX_OPTIMIZE,
                                     0, &error);
          g_assert_no_error (error);
        }
      g_once_init_leave (&once, 1);
    }

  result = g_utf8_make_valid (text, -1);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GError) error = NULL;
      char *next = g_regex_replace (compiled[i], result, -1, 0,
                                    rules[i].replacement, 0, &error);

      /* A text that the matcher gives up on is not shown at all. */
      if (next == NULL)
        next = g_strdup (REMOVED);
      g_free (result);
      result = next;
    }
  return g_steal_pointer (&result);
}

char *
_exm_cloud_redact_url (const char *url,
                       gboolean    secret)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *path;

  if (uri == NULL)
    return g_strdup ("[malformed address]");
  path = secret ? "/…" : g_uri_get_path (uri);
  if (g_uri_get_port (uri) > 0)
    return g_strdup_printf ("%s://%s:%d%s", g_uri_get_scheme (uri),
                            g_uri_get_host (uri), g_uri_get_port (uri), path);
  return g_strdup_printf ("%s://%s%s", g_uri_get_scheme (uri),
                          g_uri_get_host (uri), path);
}
