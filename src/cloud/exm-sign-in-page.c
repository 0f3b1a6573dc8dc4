/* exm-sign-in-page.c - what the browser shows at the end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-sign-in-private.h"

#include <string.h>

/* One page without scripts or anything to load. No word of the request is in it,
 * and nothing of it is kept: the address in the browser's bar holds the code. */

static const char style[] =
  "body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:flex;align-items:center;"
  "justify-content:center;background:#f6f5f4;color:#2e3436}"
  "main{max-width:26em;padding:2.5em;margin:1em;background:#fff;border-radius:12px;"
  "box-shadow:0 1px 4px rgba(0,0,0,.15);text-align:center}"
  "h1{font-size:1.5em;margin:0 0 .5em}p{margin:0}"
  "@media(prefers-color-scheme:dark){body{background:#1e1e1e;color:#fff}main{background:#303030}}";

static const char *
status_phrase (guint status)
{
  switch (status)
    {
    case 200:
      return "OK";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Bad Request";
    }
}

/* "pt_BR.UTF-8" to "pt-BR"; what is not a language is English. */
static char *
dup_language (void)
{
  const char *const *languages = g_get_language_names ();
  char              *language = g_strndup (languages[0], strcspn (languages[0], ".@"));

  g_strdelimit (language, "_", '-');
  if (strcmp (language, "C") == 0 || strcmp (language, "POSIX") == 0 ||
      strspn (language, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-") != strlen (language))
    {
      g_free (language);
      return g_strdup ("en");
    }
  return language;
}

char *
_exm_sign_in_page (guint       status,
                   const char *title,
                   const char *text)
{
  g_autofree char *language = dup_language ();
  g_autofree char *html = g_markup_printf_escaped (
    "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"auto\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title><style>%s</style></head>"
    "<body><main><h1>%s</h1><p>%s</p></main></body></html>\n",
    language, title, style, title, text);

  return g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
                          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Cache-Control: no-store\r\n"
                          "Connection: close\r\n\r\n%s",
                          status, status_phrase (status), strlen (html), html);
}
