/* exm-sign-in-callback.c - judges what comes to the listener
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-sign-in-private.h"

#include <string.h>

#include "exm-credentials-private.h"

/* Any program on the computer and any web page can send requests here. What makes
 * one the answer is the state, which only Google's page and the browser know
 * (RFC 6749 §10.12). The Host is checked against a page that names this port by
 * another name; `iss`, where it is sent, against a mix-up of servers (RFC 9207).
 */

#define MAX_VALUE 4096

void
_exm_sign_in_callback_clear (ExmSignInCallback *self)
{
  _exm_wipe (g_steal_pointer (&self->code));
  g_clear_pointer (&self->error, g_free);
}

/* How long it takes tells nothing of how much was right. */
static gboolean
equal_secret (const char *a,
              const char *b)
{
  gsize  length = strlen (b);
  guchar differ = strlen (a) != length;

  if (differ)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    differ |= (guchar)a[i] ^ (guchar)b[i];
  return differ == 0;
}

/* The one Host of the request (RFC 9112 §3.2). */
static gboolean
check_host (char      **lines,
            const char *host)
{
  guint n = 0;

  for (guint i = 1; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], "Host:", 5) == 0)
      {
        g_autofree char *value = g_strstrip (g_strdup (lines[i] + 5));

        if (strcmp (value, host) != 0)
          return FALSE;
        n++;
      }
  return n == 1;
}

static const char *const names[] = { "state", "code", "error", "iss" };
enum
{
  STATE,
  CODE,
  ERROR,
  ISS,
  N_NAMES,
};

/* FALSE: a value is malformed, too long, or there twice. */
static gboolean
read_query (const char *query,
            char       *values[N_NAMES])
{
  g_auto (GStrv) parts = g_strsplit (query, "&", 64);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      for (guint k = 0; k < N_NAMES; k++)
        {
          if (strcmp (parts[i], names[k]) != 0)
            continue;
          if (values[k] != NULL || strlen (equals + 1) > MAX_VALUE)
            return FALSE;
          for (char *c = equals + 1; *c != '\0'; c++)
            *c = *c == '+' ? ' ' : *c;
          values[k] = g_uri_unescape_string (equals + 1, NULL);
          if (values[k] == NULL || !g_utf8_validate (values[k], -1, NULL))
            return FALSE;
        }
    }
  return TRUE;
}

static guint
judge_query (ExmSignInCallback *self,
             char              *values[N_NAMES],
             const char        *state,
             const char        *issuer)
{
  if (values[STATE] == NULL || !equal_secret (values[STATE], state))
    return 400;
  if (values[ISS] != NULL && strcmp (values[ISS], issuer) != 0)
    return 400;
  if ((values[CODE] == NULL) == (values[ERROR] == NULL))
    return 400;
  if (values[CODE] != NULL && *values[CODE] == '\0')
    return 400;
  self->code = g_steal_pointer (&values[CODE]);
  self->error = g_steal_pointer (&values[ERROR]);
  return 200;
}

static guint
judge (ExmSignInCallback *self,
       const char        *request,
       const char        *host,
       const char        *state,
       const char        *issuer)
{
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", 200);
  g_auto (GStrv) words = g_strsplit (lines[0] != NULL ? lines[0] : "", " ", 4);
  char *values[N_NAMES] = { NULL };
  guint status = 400;

  if (g_strv_length (words) != 3 || (strcmp (words[2], "HTTP/1.1") != 0 && strcmp (words[2], "HTTP/1.0") != 0))
    return 400;
  if (strcmp (words[0], "GET") != 0)
    return 405;
  if (!check_host (lines, host))
    return 403;
  if (words[1][0] != '/' || (words[1][1] != '\0' && words[1][1] != '?'))
    return 404;
  if (words[1][1] == '?' && read_query (words[1] + 2, values))
    status = judge_query (self, values, state, issuer);
  for (guint k = 0; k < N_NAMES; k++)
    _exm_wipe (values[k]);
  return status;
}

void
_exm_sign_in_callback_read (ExmSignInCallback *self,
                            const char        *request,
                            const char        *host,
                            const char        *state,
                            const char        *issuer)
{
  self->code = NULL;
  self->error = NULL;
  self->status = judge (self, request, host, state, issuer);
}
