/* exm-practice-oauth-tokens.c - tokens and codes: given out, looked up, revoked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only the SHA-256 of each lies on disk: who reads the folder cannot use them.
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-oauth-private.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "exm-json-gate.h"

#define ACCESS_PREFIX "practice-at-"
#define REFRESH_PREFIX "1//practice-rt-"
#define CODE_PREFIX "4/practice-"
#define CODE_SECONDS 600

/* Always good, so that recorded requests can be played against the service. */
static const char *const fixed_refresh[] = { "1//practice-refresh", "1//practice", NULL };

void
_exm_practice_grant_clear (ExmPracticeGrant *grant)
{
  g_clear_pointer (&grant->email, g_free);
  g_clear_pointer (&grant->scope, g_free);
  g_clear_pointer (&grant->client, g_free);
}

char *
_exm_practice_base64url (const guint8 *data, gsize size)
{
  char *text = g_base64_encode (data, size);
  char *padding = strchr (text, '=');

  if (padding != NULL)
    *padding = '\0';
  g_strdelimit (text, "+", '-');
  return g_strdelimit (text, "/", '_');
}

GBytes *
_exm_practice_base64url_decode (const char *text)
{
  GString *padded = g_string_new (text);
  guchar  *data;
  gsize    size = 0;

  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');
  while (padded->len % 4 != 0)
    g_string_append_c (padded, '=');
  data = g_base64_decode (padded->str, &size);
  g_string_free (padded, TRUE);
  return g_bytes_new_take (data, size);
}

char *
_exm_practice_random (gsize n)
{
  guint8 bytes[64];

  g_assert (n <= sizeof bytes);
  gnutls_rnd (GNUTLS_RND_KEY, bytes, n);
  return _exm_practice_base64url (bytes, n);
}

static char *
hash_of (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static JsonObject *
document_new (const ExmPracticeGrant *grant, gint64 seconds)
{
  JsonObject *document = json_object_new ();

  _exm_set (document, "email", grant->email);
  _exm_set (document, "scope", grant->scope);
  _exm_set (document, "client", grant->client);
  _exm_set_int (document, "ends", now_seconds () + seconds);
  return document;
}

static void
put (ExmPracticeState *state, const char *kind, const char *secret, JsonObject *document)
{
  g_autofree char *id = hash_of (secret);

  _exm_practice_store_put (state->store, kind, id, document);
  json_object_unref (document);
}

static JsonObject *
get (ExmPracticeState *state, const char *kind, const char *secret)
{
  g_autofree char *id = hash_of (secret);

  return _exm_practice_store_get (state->store, kind, id);
}

static gboolean
is_over (JsonObject *document)
{
  gint64 ends = 0;

  return !exm_json_get_int64 (document, "ends", &ends) || ends <= now_seconds ();
}

/* What has run out goes when something new comes. */
static void
sweep (ExmPracticeState *state, const char *kind)
{
  g_autoptr (GPtrArray) documents = _exm_practice_store_list (state->store, kind);
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < documents->len; i++)
    {
      JsonObject *document = g_ptr_array_index (documents, i);

      if (is_over (document))
        g_ptr_array_add (old, g_strdup (exm_json_get_string (document, "id")));
    }
  for (guint i = 0; i < old->len; i++)
    if (g_ptr_array_index (old, i) != NULL)
      _exm_practice_store_remove (state->store, kind, g_ptr_array_index (old, i));
}

static void
read_grant (JsonObject *document, ExmPracticeGrant *grant)
{
  _exm_practice_grant_clear (grant);
  grant->email = g_strdup (exm_json_get_string (document, "email"));
  grant->scope = g_strdup (exm_json_get_string (document, "scope"));
  grant->client = g_strdup (exm_json_get_string (document, "client"));
}

/* Giving out. */

static char *
issue (ExmPracticeState *state, const char *kind, const char *prefix, JsonObject *document)
{
  g_autofree char *random = _exm_practice_random (32);
  char            *secret = g_strconcat (prefix, random, NULL);
  g_autofree char *id = hash_of (secret);

  sweep (state, kind);
  _exm_set (document, "id", id);
  put (state, kind, secret, document);
  return secret;
}

char *
_exm_practice_issue_access (ExmPracticeState *state, const ExmPracticeGrant *grant, const char *refresh)
{
  JsonObject *document = document_new (grant, EXM_PRACTICE_TOKEN_SECONDS);

  if (refresh != NULL)
    {
      g_autofree char *id = hash_of (refresh);

      _exm_set (document, "refresh", id);
    }
  return issue (state, "oauth-access", ACCESS_PREFIX, document);
}

char *
_exm_practice_issue_refresh (ExmPracticeState *state, const ExmPracticeGrant *grant)
{
  return issue (state, "oauth-refresh", REFRESH_PREFIX, document_new (grant, 10LL * 366 * 24 * 3600));
}

char *
_exm_practice_issue_code (ExmPracticeState       *state,
                          const ExmPracticeGrant *grant,
                          const char             *redirect,
                          const char             *challenge,
                          gboolean                offline)
{
  JsonObject *document = document_new (grant, CODE_SECONDS);

  _exm_set (document, "redirect", redirect);
  _exm_set (document, "challenge", challenge);
  json_object_set_boolean_member (document, "offline", offline);
  return issue (state, "oauth-codes", CODE_PREFIX, document);
}

/* Looking up. */

gboolean
_exm_practice_look_up_access (ExmPracticeState *state, const char *token, ExmPracticeGrant *grant, gint64 *seconds)
{
  JsonObject *document = get (state, "oauth-access", token);
  gint64      ends = 0;

  if (document == NULL && !g_str_has_prefix (token, ACCESS_PREFIX))
    {
      /* Any other practice token: the one account. */
      grant->email = g_strdup (EXM_PRACTICE_EMAIL);
      grant->scope = g_strdup (EXM_PRACTICE_SCOPE_CLOUD);
      *seconds = 3000;
      return g_str_has_prefix (token, "practice");
    }
  if (document == NULL || is_over (document))
    return FALSE;
  read_grant (document, grant);
  exm_json_get_int64 (document, "ends", &ends);
  *seconds = ends - now_seconds ();
  return TRUE;
}

gboolean
_exm_practice_look_up_refresh (ExmPracticeState *state, const char *token, ExmPracticeGrant *grant)
{
  JsonObject *document = get (state, "oauth-refresh", token);

  if (document != NULL)
    {
      read_grant (document, grant);
      return TRUE;
    }
  if (!g_strv_contains (fixed_refresh, token))
    return FALSE;
  grant->email = g_strdup (EXM_PRACTICE_EMAIL);
  grant->scope = g_strdup (EXM_PRACTICE_SCOPE_CLOUD);
  return TRUE;
}

JsonObject *
_exm_practice_redeem_code (ExmPracticeState *state, const char *code)
{
  g_autofree char *id = hash_of (code);
  JsonObject      *document = _exm_practice_store_get (state->store, "oauth-codes", id);

  if (document == NULL)
    return NULL;
  json_object_ref (document);
  _exm_practice_store_remove (state->store, "oauth-codes", id);
  if (!is_over (document))
    return document;
  json_object_unref (document);
  return NULL;
}

/* Revoking. */

static void
drop_access_of (ExmPracticeState *state, const char *refresh_id)
{
  g_autoptr (GPtrArray) documents = _exm_practice_store_list (state->store, "oauth-access");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < documents->len; i++)
    {
      JsonObject *document = g_ptr_array_index (documents, i);

      if (g_strcmp0 (exm_json_get_string (document, "refresh"), refresh_id) == 0)
        g_ptr_array_add (ids, g_strdup (exm_json_get_string (document, "id")));
    }
  for (guint i = 0; i < ids->len; i++)
    _exm_practice_store_remove (state->store, "oauth-access", g_ptr_array_index (ids, i));
}

gboolean
_exm_practice_revoke (ExmPracticeState *state, const char *token)
{
  g_autofree char *id = hash_of (token);
  g_autofree char *refresh = NULL;
  JsonObject      *access = _exm_practice_store_get (state->store, "oauth-access", id);

  if (access != NULL)
    {
      /* As with Google: the whole grant goes, whichever token is named. */
      refresh = g_strdup (exm_json_get_string (access, "refresh"));
      _exm_practice_store_remove (state->store, "oauth-access", id);
    }
  else if (_exm_practice_store_get (state->store, "oauth-refresh", id) != NULL)
    refresh = g_strdup (id);
  else
    return g_strv_contains (fixed_refresh, token) ||
           (g_str_has_prefix (token, "practice") && !g_str_has_prefix (token, ACCESS_PREFIX));
  if (refresh != NULL)
    {
      _exm_practice_store_remove (state->store, "oauth-refresh", refresh);
      drop_access_of (state, refresh);
    }
  return TRUE;
}

char *
_exm_practice_subject (const char *email)
{
  g_autofree char *hash = hash_of (email);
  char             digits[22] = "1";

  if (strcmp (email, EXM_PRACTICE_EMAIL) == 0)
    return g_strdup ("100000000000000000001");
  for (guint i = 1; i < 21; i++)
    digits[i] = (char)('0' + g_ascii_xdigit_value (hash[i]) % 10);
  return g_strdup (digits);
}
