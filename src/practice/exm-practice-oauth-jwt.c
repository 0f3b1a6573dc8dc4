/* exm-practice-oauth-jwt.c - service accounts: keys, assertions, impersonation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A service account is there once a key was made for it, by the call of the IAM
 * API; only the public half stays here. The answer to that call holds the key
 * file, as with Google, with this service as the place to send assertions to.
 * https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts.keys/create
 * https://developers.google.com/identity/protocols/oauth2/service-account
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-oauth-private.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "exm-json-gate.h"

#define KEY_BITS 2048
#define MAX_SECONDS 3600
#define SKEW_SECONDS 300
#define EMAIL_SUFFIX "@" EXM_PRACTICE_PROJECT ".iam.gserviceaccount.com"

#define BAD_TIME "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. " \
                 "Check your iat and exp values in the JWT claim."

static const char *const audiences[] = {
  "https://oauth2.googleapis.com/token",
  "https://www.googleapis.com/oauth2/v4/token",
  NULL,
};

/* Keys. */

/* Both halves as PEM: (transfer full). */
static gboolean
make_key (char **private_pem, char **public_pem)
{
  gnutls_x509_privkey_t key = NULL;
  gnutls_privkey_t      abstract = NULL;
  gnutls_pubkey_t public = NULL;
  gnutls_datum_t secret = { NULL, 0 };
  gnutls_datum_t open = { NULL, 0 };
  gboolean       ok;

  ok = gnutls_x509_privkey_init (&key) >= 0 && gnutls_privkey_init (&abstract) >= 0 && gnutls_pubkey_init (&public) >= 0 &&
       gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, KEY_BITS, 0) >= 0 &&
       gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &secret) >= 0 &&
       gnutls_privkey_import_x509 (abstract, key, 0) >= 0 && gnutls_pubkey_import_privkey (public, abstract, 0, 0) >= 0 &&
       gnutls_pubkey_export2 (public, GNUTLS_X509_FMT_PEM, &open) >= 0;
  if (ok)
    {
      *private_pem = g_strndup ((const char *)secret.data, secret.size);
      *public_pem = g_strndup ((const char *)open.data, open.size);
    }
  gnutls_free (secret.data);
  gnutls_free (open.data);
  if (public != NULL)
    gnutls_pubkey_deinit (public);
  if (abstract != NULL)
    gnutls_privkey_deinit (abstract);
  if (key != NULL)
    gnutls_x509_privkey_deinit (key);
  return ok;
}

static gboolean
verify (const char *public_pem, const char *text, GBytes *signature)
{
  const gnutls_datum_t pem = { (guchar *)public_pem, (unsigned)strlen (public_pem) };
  const gnutls_datum_t data = { (guchar *)text, (unsigned)strlen (text) };
  gnutls_datum_t       sign = { NULL, 0 };
  gnutls_pubkey_t      key = NULL;
  gsize                size;
  gboolean             ok;

  sign.data = (guchar *)g_bytes_get_data (signature, &size);
  sign.size = (unsigned)size;
  ok = gnutls_pubkey_init (&key) >= 0 && gnutls_pubkey_import (key, &pem, GNUTLS_X509_FMT_PEM) >= 0 &&
       gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &sign) >= 0;
  if (key != NULL)
    gnutls_pubkey_deinit (key);
  return ok;
}

static GPtrArray *
keys_of (ExmPracticeState *state, const char *email)
{
  g_autoptr (GPtrArray) all = _exm_practice_store_list (state->store, "oauth-keys");
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (exm_json_get_string (g_ptr_array_index (all, i), "email"), email) == 0)
      g_ptr_array_add (keys, g_ptr_array_index (all, i));
  return keys;
}

gboolean
_exm_practice_has_service_account (ExmPracticeState *state, const char *email)
{
  g_autoptr (GPtrArray) keys = keys_of (state, email);

  return keys->len > 0;
}

/* Assertions. */

static JsonObject *
decode_object (const char *part)
{
  g_autoptr (GBytes) bytes = _exm_practice_base64url_decode (part);
  gsize       size;
  const char *data = g_bytes_get_data (bytes, &size);

  return data != NULL ? exm_json_parse_object (data, (gssize)size, NULL) : NULL;
}

static gboolean
signature_holds (ExmPracticeState *state, const char *assertion, const char *email, const char *key_id, const char *sign)
{
  g_autoptr (GPtrArray) keys = keys_of (state, email);
  g_autoptr (GBytes) signature = _exm_practice_base64url_decode (sign);
  g_autofree char *text = g_strndup (assertion, (gsize)(strrchr (assertion, '.') - assertion));

  for (guint i = 0; i < keys->len; i++)
    {
      JsonObject *key = g_ptr_array_index (keys, i);

      if (key_id != NULL && g_strcmp0 (exm_json_get_string (key, "id"), key_id) != 0)
        continue;
      if (verify (exm_json_get_string (key, "public"), text, signature))
        return TRUE;
    }
  return FALSE;
}

static gboolean
audience_is_ours (ExmPracticeState *state, const char *audience)
{
  g_autofree char *here = g_strconcat (state->origin, "/token", NULL);

  return audience != NULL && (g_str_equal (audience, here) || g_strv_contains (audiences, audience));
}

JsonObject *
_exm_practice_check_assertion (ExmPracticeState *state, const char *assertion, const char **problem)
{
  g_auto (GStrv) parts = g_strsplit (assertion, ".", 4);
  g_autoptr (JsonObject) header = NULL;
  g_autoptr (JsonObject) claims = NULL;
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char  *email;
  gint64       iat = 0;
  gint64       exp = 0;

  *problem = "Invalid JWT: Failed to decode the token.";
  if (g_strv_length (parts) != 3)
    return NULL;
  header = decode_object (parts[0]);
  claims = decode_object (parts[1]);
  if (header == NULL || claims == NULL || g_strcmp0 (exm_json_get_string (header, "alg"), "RS256") != 0)
    return NULL;
  email = exm_json_get_string (claims, "iss");
  *problem = "Invalid grant: account not found";
  if (email == NULL || !_exm_practice_has_service_account (state, email))
    return NULL;
  *problem = "Invalid JWT Signature.";
  if (!signature_holds (state, assertion, email, exm_json_get_string (header, "kid"), parts[2]))
    return NULL;
  *problem = "Invalid JWT: Failed audience check.";
  if (!audience_is_ours (state, exm_json_get_string (claims, "aud")))
    return NULL;
  *problem = BAD_TIME;
  if (!exm_json_get_int64 (claims, "iat", &iat) || !exm_json_get_int64 (claims, "exp", &exp) ||
      iat > now + SKEW_SECONDS || exp <= now || exp - iat > MAX_SECONDS || exp <= iat)
    return NULL;
  *problem = NULL;
  return g_steal_pointer (&claims);
}

/* A key of its own, made with the first sign-in of the process. */
char *
_exm_practice_id_token (const char *issuer, const char *client, const char *email)
{
  static gnutls_privkey_t key = NULL;
  static gsize            once = 0;
  const gint64            now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char        *subject = _exm_practice_subject (email);
  JsonObject             *claims = json_object_new ();
  g_autofree char        *claims_text = NULL;
  g_autofree char        *header = NULL;
  g_autofree char        *body = NULL;
  g_autofree char        *text = NULL;
  g_autofree char        *sign = NULL;
  gnutls_datum_t          data;
  gnutls_datum_t          signature = { NULL, 0 };

  if (g_once_init_enter (&once))
    {
      if (gnutls_privkey_init (&key) < 0 || gnutls_privkey_generate (key, GNUTLS_PK_RSA, KEY_BITS, 0) < 0)
        g_error ("no key can be made");
      g_once_init_leave (&once, 1);
    }
  _exm_set (claims, "iss", issuer);
  _exm_set (claims, "azp", client);
  _exm_set (claims, "aud", client);
  _exm_set (claims, "sub", subject);
  _exm_set (claims, "email", email);
  json_object_set_boolean_member (claims, "email_verified", TRUE);
  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "exp", now + MAX_SECONDS);
  claims_text = _exm_practice_json_text (claims);
  json_object_unref (claims);
  header = _exm_practice_base64url ((const guint8 *)"{\"alg\":\"RS256\",\"typ\":\"JWT\"}", 27);
  body = _exm_practice_base64url ((const guint8 *)claims_text, strlen (claims_text));
  text = g_strconcat (header, ".", body, NULL);
  data.data = (guchar *)text;
  data.size = (unsigned)strlen (text);
  if (gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature) >= 0)
    sign = _exm_practice_base64url (signature.data, signature.size);
  gnutls_free (signature.data);
  return g_strconcat (text, ".", sign, NULL);
}

/* The IAM calls. */

static void
reply_key (ExmPracticeCall *call, const char *email)
{
  g_autofree char *private_pem = NULL;
  g_autofree char *public_pem = NULL;
  g_autofree char *id = NULL;
  g_autofree char *token_uri = g_strconcat (call->state->origin, "/token", NULL);
  g_autofree char *subject = _exm_practice_subject (email);
  g_autofree char *text = NULL;
  g_autofree char *data = NULL;
  g_autofree char *name = NULL;
  g_autoptr (JsonObject) document = json_object_new ();
  g_autoptr (JsonObject) file = json_object_new ();
  JsonObject *answer;

  if (!make_key (&private_pem, &public_pem))
    {
      _exm_practice_error (call, 500, "Internal error encountered.");
      return;
    }
  id = g_compute_checksum_for_string (G_CHECKSUM_SHA1, public_pem, -1);
  _exm_set (document, "id", id);
  _exm_set (document, "email", email);
  _exm_set (document, "public", public_pem);
  _exm_practice_store_put (call->state->store, "oauth-keys", id, document);

  _exm_set (file, "type", "service_account");
  _exm_set (file, "project_id", EXM_PRACTICE_PROJECT);
  _exm_set (file, "private_key_id", id);
  _exm_set (file, "private_key", private_pem);
  _exm_set (file, "client_email", email);
  _exm_set (file, "client_id", subject);
  _exm_set (file, "token_uri", token_uri);
  text = _exm_practice_json_text (file);
  data = g_base64_encode ((const guchar *)text, strlen (text));
  name = g_strdup_printf ("projects/" EXM_PRACTICE_PROJECT "/serviceAccounts/%s/keys/%s", email, id);
  answer = json_object_new ();
  _exm_set (answer, "name", name);
  _exm_set (answer, "privateKeyType", "TYPE_GOOGLE_CREDENTIALS_FILE");
  _exm_set (answer, "keyAlgorithm", "KEY_ALG_RSA_2048");
  _exm_set (answer, "privateKeyData", data);
  _exm_practice_reply (call, 200, answer);
}

static gboolean
read_lifetime (JsonObject *body, gint64 *seconds)
{
  const char *text = exm_json_get_string (body, "lifetime");
  char       *end = NULL;

  *seconds = MAX_SECONDS;
  if (text == NULL)
    return TRUE;
  *seconds = g_ascii_strtoll (text, &end, 10);
  return g_strcmp0 (end, "s") == 0 && *seconds > 0 && *seconds <= MAX_SECONDS;
}

static void
reply_access_token (ExmPracticeCall *call, const char *email)
{
  JsonObject *body = _exm_practice_call_json (call);
  g_auto (ExmPracticeGrant) grant = { NULL };
  g_autoptr (GDateTime) ends = NULL;
  g_autofree char *token = NULL;
  g_autofree char *when = NULL;
  JsonObject      *answer;
  gint64           seconds;

  if (body == NULL)
    return;
  if (exm_json_array_string (exm_json_get_array (body, "scope"), 0) == NULL)
    {
      _exm_practice_error_field (call, "scope", "Scope required.");
      return;
    }
  if (!read_lifetime (body, &seconds))
    {
      _exm_practice_error_field (call, "lifetime", "The lifetime must be at most 3600s.");
      return;
    }
  grant.email = g_strdup (email);
  grant.scope = g_strdup (exm_json_array_string (exm_json_get_array (body, "scope"), 0));
  token = _exm_practice_issue_access (call->state, &grant, NULL);
  ends = g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + seconds);
  when = g_date_time_format (ends, "%Y-%m-%dT%H:%M:%SZ");
  answer = json_object_new ();
  _exm_set (answer, "accessToken", token);
  _exm_set (answer, "expireTime", when);
  _exm_practice_reply (call, 200, answer);
}

/* /v1/projects/P/serviceAccounts/EMAIL/keys, …/EMAIL:generateAccessToken */
void
_exm_practice_serve_service_accounts (ExmPracticeCall *call)
{
  const char *email = call->n_path > 4 ? call->path[4] : "";

  if (!_exm_practice_call_is (call, "POST"))
    _exm_practice_error (call, 404, "Not Found");
  else if (call->n_path == 6 && g_str_equal (call->path[5], "keys") && call->verb == NULL)
    {
      if (g_str_has_suffix (email, EMAIL_SUFFIX) && strlen (email) > strlen (EMAIL_SUFFIX))
        reply_key (call, email);
      else
        _exm_practice_error (call, 404, "Service account %s does not exist.", email);
    }
  else if (call->n_path == 5 && g_strcmp0 (call->verb, "generateAccessToken") == 0)
    {
      if (_exm_practice_has_service_account (call->state, email))
        reply_access_token (call, email);
      else
        _exm_practice_error_info (call, 403, "PERMISSION_DENIED", "IAM_PERMISSION_DENIED", "permission",
                                  "iam.serviceAccounts.getAccessToken",
                                  "Permission 'iam.serviceAccounts.getAccessToken' denied on resource "
                                  "(or it may not exist).");
    }
  else
    _exm_practice_error (call, 404, "Not Found");
}
