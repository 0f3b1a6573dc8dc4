/* exm-credentials-sign.c - signed assertions of service accounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-credentials-private.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <string.h>

#include "exm-json-write.h"

#include "exm-cloud-error.h"

/* GnuTLS, not OpenSSL: libcurl's GnuTLS flavour (which Debian's GTK programs get)
 * and glib-networking have it in the process already, its licence (LGPL 2.1 or
 * later) fits ours, and two TLS libraries in one process have clashed before.
 *
 * Claims: https://developers.google.com/identity/protocols/oauth2/service-account
 */

#define LIFETIME 3600 /* seconds; Google takes no more */
#define MIN_BITS 1024 /* Google's own keys have 2048, older ones 1024 */

char *
_exm_base64url (const guchar *data,
                gsize         length)
{
  char *text = g_base64_encode (data, length);
  char *end = strchr (text, '=');

  if (end != NULL)
    *end = '\0';
  for (char *c = text; *c != '\0'; c++)
    *c = *c == '+' ? '-' : *c == '/' ? '_'
                                     : *c;
  return text;
}

static gnutls_privkey_t
import_key (const char *pem,
            GError    **error)
{
  const gnutls_datum_t data = { (guchar *)pem, (unsigned)strlen (pem) };
  gnutls_privkey_t     key = NULL;
  unsigned             bits = 0;

  if (gnutls_privkey_init (&key) == GNUTLS_E_SUCCESS &&
      gnutls_privkey_import_x509_raw (key, &data, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN) == GNUTLS_E_SUCCESS &&
      gnutls_privkey_get_pk_algorithm (key, &bits) == GNUTLS_PK_RSA && bits >= MIN_BITS)
    return key;

  if (key != NULL)
    gnutls_privkey_deinit (key);
  /* GnuTLS's own words may quote the key. */
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID,
                       _ ("The private key in the file is damaged or of an unknown kind"));
  return NULL;
}

gboolean
_exm_credentials_check_key (const char *pem,
                            GError    **error)
{
  gnutls_privkey_t key = import_key (pem, error);

  if (key == NULL)
    return FALSE;
  gnutls_privkey_deinit (key);
  return TRUE;
}

static char *
sign_rs256 (const char *pem,
            const char *text,
            GError    **error)
{
  const gnutls_datum_t data = { (guchar *)text, (unsigned)strlen (text) };
  gnutls_datum_t       signature = { NULL, 0 };
  gnutls_privkey_t     key = import_key (pem, error);
  char                *encoded = NULL;
  int                  code;

  if (key == NULL)
    return NULL;
  code = gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature);
  if (code == GNUTLS_E_SUCCESS)
    encoded = _exm_base64url (signature.data, signature.size);
  else
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID,
                         _ ("The private key in the file cannot sign"));
  gnutls_free (signature.data);
  gnutls_privkey_deinit (key);
  return encoded;
}

static char *
encode_header (ExmCredentials *self)
{
  g_autoptr (GString) text = g_string_new ("{\"alg\":\"RS256\",\"typ\":\"JWT\"");

  if (self->private_key_id != NULL)
    {
      g_string_append (text, ",\"kid\":");
      exm_json_append_string (text, self->private_key_id, -1);
    }
  g_string_append_c (text, '}');
  return _exm_base64url ((const guchar *)text->str, text->len);
}

static char *
encode_claims (ExmCredentials *self,
               const char     *audience,
               const char     *scope,
               gint64          now)
{
  g_autoptr (GString) text = g_string_new ("{\"iss\":");

  exm_json_append_string (text, self->client_email, -1);
  g_string_append (text, ",\"scope\":");
  exm_json_append_string (text, scope, -1);
  g_string_append (text, ",\"aud\":");
  exm_json_append_string (text, audience, -1);
  g_string_append_printf (text, ",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}",
                          now, now + LIFETIME);
  return _exm_base64url ((const guchar *)text->str, text->len);
}

char *
_exm_credentials_dup_assertion (ExmCredentials *self,
                                const char     *audience,
                                const char     *scope,
                                gint64          now,
                                GError        **error)
{
  g_autofree char *header = encode_header (self);
  g_autofree char *claims = encode_claims (self, audience, scope, now);
  g_autofree char *signed_part = g_strconcat (header, ".", claims, NULL);
  g_autofree char *signature = sign_rs256 (self->private_key, signed_part, error);

  return signature != NULL ? g_strconcat (signed_part, ".", signature, NULL) : NULL;
}
