/* sign-in-client.c - signs in once, as the window does, for a judge of OAuth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <stdio.h>

#include "exm-sign-in.h"

/* sign-in-client ORIGIN CLIENT_FILE: says the page to open, then how it ended. */
int
main (int   argc,
      char *argv[])
{
  g_autoptr (ExmHttp) http = exm_http_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmSignInClient) client = NULL;
  g_autoptr (ExmSignIn) sign_in = NULL;
  g_autoptr (ExmSignInResult) result = NULL;

  if (argc != 3)
    return 2;
  client = exm_sign_in_client_load (argv[2], argv[1], &error);
  if (client != NULL)
    sign_in = exm_sign_in_new (client, http, argv[1], NULL, &error);
  if (sign_in != NULL)
    {
      printf ("%s\n", exm_sign_in_get_url (sign_in));
      fflush (stdout);
      result = exm_sign_in_wait (sign_in, NULL, &error);
    }
  if (result == NULL)
    {
      printf ("refused: %s\n", error->message);
      return 1;
    }
  printf ("signed in: %s, %s\n", result->email, result->refresh_token != NULL ? "lasting" : "for now");
  return 0;
}
