/* exm-cost-words.c - what a tuning job will cost, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-cost-words.h"

#include <glib/gi18n-lib.h>

char *
exm_cost_dup_words (const ExmCost *cost)
{
  if (!cost->known)
    return g_strdup (_ ("Google’s price for this model is not known"));
  if (cost->micros > 0 && cost->micros < 10000)
    /* Translators: a currency and a date */
    return g_strdup_printf (_ ("At Google under 0.01 %s (estimate, prices of %s)"), cost->currency, cost->as_of);
  /* Translators: an amount, its currency and a date */
  return g_strdup_printf (_ ("At Google about %.2f %s (estimate, prices of %s)"), (double)cost->micros / 1e6, cost->currency, cost->as_of);
}
