/* test-oauth.c - what the sign-in of the practice service gives and refuses
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "practice-client.h"

#define FORM "application/x-www-form-urlencoded"
#define CLOUD "https://www.googleapis.com/auth/cloud-platform"
#define BACK "http://127.0.0.1:45999/"
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
/* Of the verifier above, both from RFC 7636, appendix B. */
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define ROBOT "robot@" EXM_PRACTICE_PROJECT ".iam.gserviceaccount.com"
#define PAGE "/o/oauth2/v2/auth?client_id=c&redirect_uri=http%3A%2F%2F127.0.0.1%3A45999%2F&response_type=code" \
             "&code_challenge=" CHALLENGE "&code_challenge_method=S256&state=st%26te&access_type=offline"      \
             "&scope=openid%20https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcloud-platform"

static Answer *
post_form (Client *client, const char *target, const char *form)
{
  return client_send (client, "POST", target, NULL, FORM, form, -1);
}

/* Where the page sends the browser, parsed. */
static GHashTable *
go_to_page (Client *client, const char *more)
{
  g_autofree char *target = g_strconcat (PAGE, more, NULL);
  g_autoptr (Answer) answer = client_get (client, target);
  const char *location;

  g_assert_cmpuint (answer->status, ==, 302);
  location = soup_message_headers_get_one (answer->headers, "Location");
  g_assert_true (g_str_has_prefix (location, BACK "?"));
  return g_uri_parse_params (strchr (location, '?') + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
}

static Answer *
redeem (Client *client, const char *code, const char *client_id, const char *redirect, const char *verifier)
{
  g_autofree char *escaped = g_uri_escape_string (code, NULL, FALSE);
  g_autofree char *back = g_uri_escape_string (redirect, NULL, FALSE);
  g_autofree char *form = g_strdup_printf (
    "client_id=%s&code_verifier=%s&code=%s&grant_type=authorization_code&redirect_uri=%s&client_secret=s",
    client_id, verifier, escaped, back);

  return post_form (client, "/token", form);
}

static void
test_page (void)
{
  static const struct
  {
    const char *from; /* of the query, replaced: */
    const char *to;
    const char *part; /* of the page */
  } cases[] = {
    { "client_id=c", "client_id=", "client_id" },
    { "client_id=c", "client_id=deleted", "deleted_client" },
    { "127.0.0.1", "evil.example", "redirect_uri_mismatch" },
    { "http%3A", "https%3A", "redirect_uri_mismatch" },
    { "response_type=code", "response_type=token", "response_type" },
    { "S256", "plain", "code_challenge" },
    { "code_challenge=" CHALLENGE, "code_challenge=short", "code_challenge" },
    { "&code_challenge=" CHALLENGE, "", "code_challenge" },
    { "&scope=", "&x=", "scope" },
  };
  g_autoptr (Client) client = client_new ();
  g_autoptr (GHashTable) back = NULL;
  g_autoptr (GHashTable) declined = NULL;

  client->no_token = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) target = g_string_new (PAGE);
      g_autoptr (Answer) answer = NULL;

      g_assert_cmpuint (g_string_replace (target, cases[i].from, cases[i].to, 1), ==, 1);
      answer = client_get (client, target->str);
      g_test_message ("%s", cases[i].to);
      g_assert_cmpuint (answer->status, ==, 400);
      g_assert_nonnull (g_strstr_len (g_bytes_get_data (answer->bytes, NULL), (gssize)g_bytes_get_size (answer->bytes), cases[i].part));
    }
  back = go_to_page (client, "");
  g_assert_cmpstr (g_hash_table_lookup (back, "state"), ==, "st&te");
  g_assert_true (g_str_has_prefix (g_hash_table_lookup (back, "code"), "4/practice-"));
  declined = go_to_page (client, "&login_hint=declined%40example.test");
  g_assert_cmpstr (g_hash_table_lookup (declined, "error"), ==, "access_denied");
  g_assert_null (g_hash_table_lookup (declined, "code"));
}

static void
test_code (void)
{
  static const struct
  {
    const char *client_id;
    const char *redirect;
    const char *verifier;
    guint       status;
    const char *error;
  } cases[] = {
    { "other", BACK, VERIFIER, 401, "unauthorized_client" },
    { "c", "http://127.0.0.1:1/", VERIFIER, 400, "redirect_uri_mismatch" },
    { "c", BACK, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX", 400, "invalid_grant" },
    { "c", BACK, "short", 400, "invalid_grant" },
    { "c", BACK, CHALLENGE, 400, "invalid_grant" },
    { "c", BACK, VERIFIER, 200, NULL },
  };
  g_autoptr (Client) client = client_new ();

  client->no_token = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) back = go_to_page (client, "&login_hint=me%40example.test");
      const char *code = g_hash_table_lookup (back, "code");
      g_autoptr (Answer) answer = redeem (client, code, cases[i].client_id, cases[i].redirect, cases[i].verifier);
      g_autoptr (Answer) again = NULL;

      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_cmpstr (answer_text (answer, "error"), ==, cases[i].error);
      if (cases[i].status != 200)
        continue;
      g_assert_true (g_str_has_prefix (answer_text (answer, "access_token"), "practice-at-"));
      g_assert_true (g_str_has_prefix (answer_text (answer, "refresh_token"), "1//practice-"));
      g_assert_nonnull (answer_text (answer, "id_token"));
      g_assert_cmpstr (answer_text (answer, "scope"), ==, "openid " CLOUD);
      g_assert_cmpstr (soup_message_headers_get_one (answer->headers, "Cache-Control"), ==, "no-store");
      again = redeem (client, code, "c", BACK, VERIFIER);
      g_assert_cmpuint (again->status, ==, 400);
      g_assert_cmpstr (answer_text (again, "error"), ==, "invalid_grant");
    }
}

static void
test_forms (void)
{
  static const struct
  {
    const char *form;
    guint       status;
    const char *error;
  } cases[] = {
    { "", 400, "invalid_request" },
    { "grant_type=password", 400, "unsupported_grant_type" },
    { "grant_type=refresh_token", 400, "invalid_request" },
    { "grant_type=refresh_token&refresh_token=unknown&client_id=c&client_secret=s", 400, "invalid_grant" },
    { "grant_type=refresh_token&refresh_token=1%2F%2Fpractice-refresh", 400, "invalid_request" },
    { "grant_type=refresh_token&refresh_token=1%2F%2Fpractice-refresh&client_id=c&client_secret=s", 200, NULL },
    { "grant_type=authorization_code&code=x&code_verifier=" VERIFIER "&client_secret=s", 400, "invalid_request" },
    { "grant_type=authorization_code&code=x&code_verifier=" VERIFIER "&client_id=c", 400, "invalid_request" },
    { "grant_type=authorization_code&code=x&client_id=c&client_secret=s", 400, "invalid_grant" },
    { "grant_type=authorization_code&code=x&code_verifier=" VERIFIER "&client_id=c&client_secret=s", 400, "invalid_grant" },
    { "grant_type=authorization_code&code=practice-code&code_verifier=" VERIFIER "&client_id=c&client_secret=s", 200, NULL },
    { "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", 400, "invalid_request" },
    { "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c", 400, "invalid_grant" },
  };
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) get = NULL;
  g_autoptr (Answer) json = NULL;

  client->no_token = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Answer) answer = post_form (client, "/token", cases[i].form);

      g_test_message ("%s", cases[i].form);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_cmpstr (answer_text (answer, "error"), ==, cases[i].error);
    }
  get = client_get (client, "/token");
  g_assert_cmpuint (get->status, ==, 404);
  json = client_post (client, "/token", "{\"grant_type\":\"refresh_token\"}");
  g_assert_cmpuint (json->status, ==, 400);
}

static guint
try_token (Client *client, const char *token)
{
  g_autofree char *header = g_strconcat ("Authorization: Bearer ", token, NULL);
  g_autoptr (Answer) answer = client_send (client, "GET", "/v3/projects/" EXM_PRACTICE_PROJECT, header, NULL, NULL, 0);

  return answer->status;
}

static gboolean
is_below (const char *path, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *content = NULL;
  const char      *name;
  gsize            size;

  if (dir == NULL)
    return g_file_get_contents (path, &content, &size, NULL) && g_strstr_len (content, (gssize)size, text) != NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (is_below (child, text))
        return TRUE;
    }
  return FALSE;
}

/* Revoking takes the whole grant, also after a restart; no token lies on disk. */
static void
test_revoke (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (GHashTable) back = NULL;
  g_autoptr (Answer) tokens = NULL;
  g_autoptr (Answer) info = NULL;
  g_autoptr (Answer) user = NULL;
  g_autoptr (Answer) revoked = NULL;
  g_autoptr (Answer) twice = NULL;
  g_autoptr (Answer) dead = NULL;
  g_autoptr (Answer) fresh = NULL;
  g_autoptr (Answer) gone = NULL;
  g_autofree char *form = NULL;
  g_autofree char *refresh_form = NULL;
  g_autofree char *header = NULL;
  g_autofree char *target = NULL;
  const char      *access;
  const char      *refresh;

  client->no_token = TRUE;
  back = go_to_page (client, "&login_hint=me%40example.test");
  tokens = redeem (client, g_hash_table_lookup (back, "code"), "c", BACK, VERIFIER);
  access = answer_text (tokens, "access_token");
  refresh = answer_text (tokens, "refresh_token");
  g_assert_false (is_below (client->dir, access));
  g_assert_false (is_below (client->dir, refresh + strlen ("1//")));
  g_assert_false (is_below (client->dir, (char *)g_hash_table_lookup (back, "code") + 2));

  /* They outlive the service. */
  g_clear_object (&client->practice);
  client_serve (client);
  g_assert_cmpuint (try_token (client, access), ==, 200);
  header = g_strconcat ("Authorization: Bearer ", access, NULL);
  user = client_send (client, "GET", "/oauth2/v3/userinfo", header, NULL, NULL, 0);
  g_assert_cmpstr (answer_text (user, "email"), ==, "me@example.test");
  g_assert_cmpuint (strlen (answer_text (user, "sub")), ==, 21);
  target = g_strconcat ("/tokeninfo?access_token=", access, NULL);
  info = client_get (client, target);
  g_assert_cmpstr (answer_text (info, "email"), ==, "me@example.test");
  g_assert_cmpstr (answer_text (info, "aud"), ==, "c");
  refresh_form = g_strdup_printf ("grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=%s", refresh);
  fresh = post_form (client, "/token", refresh_form);
  g_assert_cmpuint (fresh->status, ==, 200);
  g_assert_null (answer_text (fresh, "refresh_token"));

  form = g_strconcat ("token=", access, NULL);
  revoked = post_form (client, "/revoke", form);
  g_assert_cmpuint (revoked->status, ==, 200);
  twice = post_form (client, "/revoke", form);
  g_assert_cmpuint (twice->status, ==, 400);
  g_assert_cmpstr (answer_text (twice, "error"), ==, "invalid_token");
  g_assert_cmpuint (try_token (client, access), ==, 401);
  g_assert_cmpuint (try_token (client, answer_text (fresh, "access_token")), ==, 401);
  dead = post_form (client, "/token", refresh_form);
  g_assert_cmpstr (answer_text (dead, "error"), ==, "invalid_grant");
  gone = client_get (client, target);
  g_assert_cmpuint (gone->status, ==, 400);
}

/* Service accounts. */

static char *
base64url (const guchar *data, gsize size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
  return g_strdelimit (text, "=", '\0');
}

static char *
sign (const char *pem, const char *header, const char *claims)
{
  const gnutls_datum_t key_data = { (guchar *)pem, (unsigned)strlen (pem) };
  g_autofree char     *one = base64url ((const guchar *)header, strlen (header));
  g_autofree char     *two = base64url ((const guchar *)claims, strlen (claims));
  g_autofree char     *text = g_strconcat (one, ".", two, NULL);
  const gnutls_datum_t data = { (guchar *)text, (unsigned)strlen (text) };
  g_autofree char     *three = NULL;
  gnutls_datum_t       signature;
  gnutls_privkey_t     key;

  g_assert_cmpint (gnutls_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_privkey_import_x509_raw (key, &key_data, GNUTLS_X509_FMT_PEM, NULL, 0), ==, 0);
  g_assert_cmpint (gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature), ==, 0);
  three = base64url (signature.data, signature.size);
  gnutls_free (signature.data);
  gnutls_privkey_deinit (key);
  return g_strconcat (text, ".", three, NULL);
}

static JsonObject *
make_key (Client *client)
{
  g_autoptr (Answer) answer = client_post (client, "/v1/projects/" EXM_PRACTICE_PROJECT "/serviceAccounts/" ROBOT "/keys", "{}");
  g_autofree guchar *data = NULL;
  gsize              size;

  g_assert_cmpuint (answer->status, ==, 200);
  data = g_base64_decode (answer_text (answer, "privateKeyData"), &size);
  return exm_json_parse_object ((const char *)data, (gssize)size, NULL);
}

static void
test_assertions (void)
{
  static const struct
  {
    const char *iss;
    const char *aud; /* NULL: this service */
    int         iat; /* from now */
    int         seconds;
    const char *alg;
    const char *scope;
    guint       key;   /* 0: of the account, 1: another */
    const char *error; /* NULL: a token */
    const char *part;
  } cases[] = {
    { ROBOT, NULL, 0, 3600, "RS256", CLOUD, 0, NULL, NULL },
    { ROBOT, "https://oauth2.googleapis.com/token", 0, 3600, "RS256", CLOUD, 0, NULL, NULL },
    { ROBOT, NULL, -200, 3600, "RS256", CLOUD, 0, NULL, NULL },
    { ROBOT, NULL, 200, 3600, "RS256", CLOUD, 0, NULL, NULL },
    { ROBOT, NULL, 0, 3600, "RS256", CLOUD, 1, "invalid_grant", "Signature" },
    { ROBOT, NULL, 0, 3600, "HS256", CLOUD, 0, "invalid_grant", "decode" },
    { ROBOT, NULL, 0, 3600, "none", CLOUD, 0, "invalid_grant", "decode" },
    { "stranger@x.iam.gserviceaccount.com", NULL, 0, 3600, "RS256", CLOUD, 0, "invalid_grant", "account not found" },
    { ROBOT, "https://evil.example/token", 0, 3600, "RS256", CLOUD, 0, "invalid_grant", "audience" },
    { ROBOT, NULL, 3600, 3600, "RS256", CLOUD, 0, "invalid_grant", "reasonable timeframe" },
    { ROBOT, NULL, -3700, 3600, "RS256", CLOUD, 0, "invalid_grant", "reasonable timeframe" },
    { ROBOT, NULL, 0, 7200, "RS256", CLOUD, 0, "invalid_grant", "reasonable timeframe" },
    { ROBOT, NULL, 0, -1, "RS256", CLOUD, 0, "invalid_grant", "reasonable timeframe" },
    { ROBOT, NULL, 0, 3600, "RS256", "", 0, "invalid_scope", "scope" },
  };
  g_autoptr (Client) client = client_new ();
  g_autoptr (JsonObject) key = make_key (client);
  const gint64          now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char      *here = g_strconcat (exm_practice_get_url (client->practice), "/token", NULL);
  g_autofree char      *other_pem = NULL;
  gnutls_x509_privkey_t other;
  gnutls_datum_t        out;

  g_assert_cmpstr (exm_json_get_string (key, "token_uri"), ==, here);
  g_assert_false (is_below (client->dir, "PRIVATE KEY"));
  g_assert_cmpint (gnutls_x509_privkey_init (&other), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (other, GNUTLS_PK_RSA, 2048, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (other, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &out), ==, 0);
  other_pem = g_strndup ((const char *)out.data, out.size);
  gnutls_free (out.data);
  gnutls_x509_privkey_deinit (other);

  client->no_token = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = g_strdup_printf ("{\"alg\":\"%s\"}", cases[i].alg);
      g_autofree char *claims = g_strdup_printf (
        "{\"iss\":\"%s\",\"scope\":\"%s\",\"aud\":\"%s\",\"iat\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}", cases[i].iss,
        cases[i].scope, cases[i].aud != NULL ? cases[i].aud : here, now + cases[i].iat, now + cases[i].iat + cases[i].seconds);
      g_autofree char *assertion = sign (cases[i].key == 0 ? exm_json_get_string (key, "private_key") : other_pem, header, claims);
      g_autofree char *form = g_strconcat ("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=", assertion, NULL);
      g_autoptr (Answer) answer = post_form (client, i % 2 == 0 ? "/token" : "/oauth2/v4/token", form);

      g_test_message ("case %u", (guint)i);
      g_assert_cmpstr (answer_text (answer, "error"), ==, cases[i].error);
      if (cases[i].error != NULL)
        g_assert_nonnull (strstr (answer_text (answer, "error_description"), cases[i].part));
      else
        g_assert_cmpuint (try_token (client, answer_text (answer, "access_token")), ==, 200);
    }
}

static void
test_impersonation (void)
{
  static const struct
  {
    const char *email;
    const char *body;
    guint       status;
  } cases[] = {
    { ROBOT, "{\"delegates\":[],\"scope\":[\"" CLOUD "\"],\"lifetime\":\"3600s\"}", 200 },
    { ROBOT, "{\"scope\":[\"" CLOUD "\"]}", 200 },
    { ROBOT, "{\"scope\":[]}", 400 },
    { ROBOT, "{\"scope\":[\"" CLOUD "\"],\"lifetime\":\"7200s\"}", 400 },
    { ROBOT, "{\"scope\":[\"" CLOUD "\"],\"lifetime\":\"soon\"}", 400 },
    { "nobody@" EXM_PRACTICE_PROJECT ".iam.gserviceaccount.com", "{\"scope\":[\"" CLOUD "\"]}", 403 },
  };
  g_autoptr (Client) client = client_new ();
  g_autoptr (JsonObject) key = make_key (client);
  g_autoptr (Answer) stranger = client_post (client, "/v1/projects/-/serviceAccounts/a@other.iam.gserviceaccount.com/keys", "{}");
  g_autoptr (Answer) without = NULL;

  g_assert_cmpuint (stranger->status, ==, 404);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = g_strdup_printf ("/v1/projects/-/serviceAccounts/%s:generateAccessToken", cases[i].email);
      g_autoptr (Answer) answer = client_post (client, target, cases[i].body);

      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (answer->status != 200)
        continue;
      g_assert_cmpuint (try_token (client, answer_text (answer, "accessToken")), ==, 200);
      g_assert_true (g_str_has_suffix (answer_text (answer, "expireTime"), "Z"));
    }
  client->no_token = TRUE;
  without = client_post (client, "/v1/projects/-/serviceAccounts/" ROBOT ":generateAccessToken", "{\"scope\":[\"" CLOUD "\"]}");
  g_assert_cmpuint (without->status, ==, 401);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice/oauth/page", test_page);
  g_test_add_func ("/practice/oauth/code", test_code);
  g_test_add_func ("/practice/oauth/forms", test_forms);
  g_test_add_func ("/practice/oauth/revoke", test_revoke);
  g_test_add_func ("/practice/oauth/assertions", test_assertions);
  g_test_add_func ("/practice/oauth/impersonation", test_impersonation);
  return g_test_run ();
}
