/* exm-account-kind.c - kinds and states of accounts, for machines and for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-account.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *nick;
  const char *name;
  const char *title;
} kinds[] = {
  [EXM_ACCOUNT_PRACTICE] = { "practice", "EXM_ACCOUNT_PRACTICE", N_ ("On this computer, costs nothing") },
                             [EXM_ACCOUNT_BEARER] = { "environment", "EXM_ACCOUNT_BEARER", N_ ("Access token of the environment") },
                                                      [EXM_ACCOUNT_BROWSER] = { "browser", "EXM_ACCOUNT_BROWSER", N_ ("Signed in with the browser") },
                                                                                [EXM_ACCOUNT_SERVICE_ACCOUNT] = { "service-account", "EXM_ACCOUNT_SERVICE_ACCOUNT", N_ ("Service account, key file") },
                                                                                                                  [EXM_ACCOUNT_ADC_USER] = { "adc-user", "EXM_ACCOUNT_ADC_USER", N_ ("Sign-in of the Google Cloud command line") },
                                                                                                                                             [EXM_ACCOUNT_ADC_SERVICE_ACCOUNT] = { "adc-service-account", "EXM_ACCOUNT_ADC_SERVICE_ACCOUNT", N_ ("Service account, standard key file") },
                                                                                                                                                                                   [EXM_ACCOUNT_IMPERSONATED] = { "impersonated", "EXM_ACCOUNT_IMPERSONATED", N_ ("Service account, used through another account") },
                                                                                                                                                                                   };

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == EXM_ACCOUNT_IMPERSONATED + 1);

GType
exm_account_kind_get_type (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      static GEnumValue values[G_N_ELEMENTS (kinds) + 1];

      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        values[i] = (GEnumValue){ (int)i, kinds[i].name, kinds[i].nick };
      g_once_init_leave (&once, g_enum_register_static ("ExmAccountKind", values));
    }
  return once;
}

GType
exm_account_state_get_type (void)
{
  static gsize            once = 0;
  static const GEnumValue values[] = {
    { EXM_ACCOUNT_READY, "EXM_ACCOUNT_READY", "ready" },
    { EXM_ACCOUNT_SIGN_IN_AGAIN, "EXM_ACCOUNT_SIGN_IN_AGAIN", "sign-in-again" },
    { EXM_ACCOUNT_UNREADABLE, "EXM_ACCOUNT_UNREADABLE", "unreadable" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, g_enum_register_static ("ExmAccountState", values));
  return once;
}

const char *
exm_account_kind_get_title (ExmAccountKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kinds), NULL);
  return g_dgettext (GETTEXT_PACKAGE, kinds[kind].title);
}

const char *
exm_account_kind_get_nick (ExmAccountKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kinds), NULL);
  return kinds[kind].nick;
}
