/* test-sign-in-callback.c - which requests to the listener are the answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-sign-in-private.h"

#define HOST "127.0.0.1:8085"
#define STATE "the-state"
#define ISSUER "https://accounts.google.com"

static void
test_callback (void)
{
  static const struct
  {
    const char *request;
    guint       status;
    const char *code;
    const char *error;
  } cases[] = {
    { "GET /?state=the-state&code=4%2F0abc HTTP/1.1\r\nHost: " HOST, 200, "4/0abc", NULL },
    { "GET /?code=c&scope=a+b&authuser=0&prompt=consent&state=the-state HTTP/1.1\r\nHost: " HOST, 200, "c", NULL },
    { "GET /?state=the-state&code=c&iss=https%3A%2F%2Faccounts.google.com HTTP/1.1\r\nhost:" HOST, 200, "c", NULL },
    { "GET /?state=the-state&error=access_denied HTTP/1.1\r\nHost: " HOST, 200, NULL, "access_denied" },
    { "GET /?state=the-state&code=c HTTP/1.0\r\nHost: " HOST, 200, "c", NULL },
    /* State. */
    { "GET /?code=c HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=&code=c HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-stat&code=c HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-stateX&code=c HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=The-state&code=c HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?STATE=the-state&code=c HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?error=access_denied HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET / HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /? HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    /* Code. */
    { "GET /?state=the-state HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&code= HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&code=a&code=b HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&code=a&error=b HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&code=%zz HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&code=%00 HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&code=%ff HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    /* Another server's answer. */
    { "GET /?state=the-state&code=c&iss=https%3A%2F%2Fevil.example HTTP/1.1\r\nHost: " HOST, 400, NULL, NULL },
    /* Host. */
    { "GET /?state=the-state&code=c HTTP/1.1", 403, NULL, NULL },
    { "GET /?state=the-state&code=c HTTP/1.1\r\nHost: localhost:8085", 403, NULL, NULL },
    { "GET /?state=the-state&code=c HTTP/1.1\r\nHost: 127.0.0.1:8086", 403, NULL, NULL },
    { "GET /?state=the-state&code=c HTTP/1.1\r\nHost: 127.0.0.1", 403, NULL, NULL },
    { "GET /?state=the-state&code=c HTTP/1.1\r\nHost: evil.example:8085", 403, NULL, NULL },
    { "GET /?state=the-state&code=c HTTP/1.1\r\nHost: " HOST "\r\nHost: " HOST, 403, NULL, NULL },
    /* Path. */
    { "GET /other?state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 404, NULL, NULL },
    { "GET //?state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 404, NULL, NULL },
    { "GET /favicon.ico HTTP/1.1\r\nHost: " HOST, 404, NULL, NULL },
    { "GET http://" HOST "/?state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 404, NULL, NULL },
    { "GET ?state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 404, NULL, NULL },
    /* Method, version, nonsense. */
    { "POST /?state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 405, NULL, NULL },
    { "HEAD /?state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 405, NULL, NULL },
    { "get /?state=the-state&code=c HTTP/1.1\r\nHost: " HOST, 405, NULL, NULL },
    { "OPTIONS * HTTP/1.1\r\nHost: " HOST, 405, NULL, NULL },
    { "GET /?state=the-state&code=c HTTP/2.0\r\nHost: " HOST, 400, NULL, NULL },
    { "GET /?state=the-state&code=c", 400, NULL, NULL },
    { "GET /?state=the-state&code=c HTTP/1.1 x\r\nHost: " HOST, 400, NULL, NULL },
    { "", 400, NULL, NULL },
    { "\r\n", 400, NULL, NULL },
  };
  guint refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ExmSignInCallback callback = { 0 };

      g_test_message ("%s", cases[i].request);
      _exm_sign_in_callback_read (&callback, cases[i].request, HOST, STATE, ISSUER);
      g_assert_cmpuint (callback.status, ==, cases[i].status);
      g_assert_cmpstr (callback.code, ==, cases[i].code);
      g_assert_cmpstr (callback.error, ==, cases[i].error);
      refused += callback.status != 200;
      _exm_sign_in_callback_clear (&callback);
    }
  g_test_message ("%u wrong requests judged, 0 accepted", refused);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/sign-in-callback/table", test_callback);
  return g_test_run ();
}
