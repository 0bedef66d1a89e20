"""Pairs of actions as people write them: those that a meeting wants to see side by side, and those that it does not.

Made for this test. The threshold and weights of `consolidate/similar.py` were set on `ALIKE` and `APART`. `LATER_ALIKE`
and `LATER_APART` were written when that was done, and nothing was changed for them: they show what to expect of other
words.
"""

from __future__ import annotations

from typing import Final

ALIKE: Final = (
    ("Maandelijks overleg plannen met de corporatie", "Elke maand een overleg plannen met de woningcorporatie"),
    ("Werkafspraken over wachttijden vastleggen met de gemeente", "Afspraken met gemeente over wachttijd vastleggen"),
    ("Ervaringsdeskundige betrekken bij de intake", "Ervaringsdeskundigen betrekken bij intakes"),
    ("Folder voor nieuwe huurders maken", "Een folder maken voor nieuwe huurders."),
    (
        "Afspraken over herhuisvesting op papier zetten, met alle drie de partijen.",
        "Afspraken over herhuisvesting op papier zetten, met alle drie de partijen, zonder maximum aantal herkansingen",
    ),
    (
        "Vast aanspreekpunt bij de ggz regelen",
        "Vast aanspreekpunt bij de GGZ regelen, zoals we dat bij de verslavingszorg al hebben.",
    ),
    ("maandelijks overleg uitvoering (half uur)", "- maandelijks overleg uitvoering, half uur, vaste dag"),
    ("Aanspreekpunt bij corporatie vastleggen", "Vast aanspreekpunt bij de corporatie vastleggen"),
    ("Privacyafspraken actualiseren", "Privacy-afspraken actualiseren"),
    (
        "Crisiskaart met iedere deelnemer die dat wil",
        "Crisiskaart maken met iedere deelnemer die dat wil, in eigen woorden.",
    ),
    ("Maandelijks uitvoerdersoverleg van een half uur", "Maandelijks uitvoerdersoverleg van een half uur starten"),
    (
        "Vacature ervaringsdeskundige opnieuw uitzetten",
        "De vacature voor een ervaringsdeskundige opnieuw uitzetten via het netwerk",
    ),
    ("Juridisch advies over de begeleidingsbijlage", "Juridisch advies inwinnen over begeleidingsbijlage"),
    ("Evaluatie opnemen in de jaarcyclus", "Evalutie opnemen in jaarcyclus"),
    ("Training geven aan consulenten en opzichters", "Training voor consulenten en opzichters geven"),
    ("Doorlooptijden per fase uitsplitsen", "Doorlooptijden uitsplitsen per fase en ieder kwartaal bespreken"),
    (
        "Werkafspraken opstellen voor opnieuw huisvesten na verlies van de woning",
        "Werkafspraken voor opnieuw huisvesten na verlies woning",
    ),
    ("Ervaringsdeskundige met stem in de stuurgroep", "Een ervaringsdeskundige in de stuurgroep. Met stem."),
    ("Klanttevredenheid jaarlijks meten onder bewoners", "Jaarlijks de klanttevredenheid van bewoners meten"),
    ("Onderzoek doen naar uitstroom", "Onderzoek naar de uitstroom doen"),
)

APART: Final = (
    ("Afspraken maken met de gemeente", "Afspraken maken met de corporatie"),
    ("Overleg met de gemeente over huur", "Overleg met de gemeente over zorg"),
    (
        "Samen met gemeente en corporatie afspraken maken over urgentie",
        "Samen met gemeente en corporatie afspraken maken over nazorg",
    ),
    ("Training geven aan consulenten", "Training geven aan vrijwilligers"),
    ("Huurcontract op naam van de bewoner zetten", "Energiecontract op naam van de bewoner zetten"),
    ("Maandelijks overleg met de corporatie", "Maandelijks overleg met de politie"),
    ("Evalueren", "Evaluatie plannen"),
    ("Afspraken maken", "Afspraken nakomen"),
    ("ja", "ja, graag"),
    ("zie boven", "zie onder"),
    ("zie 1.4", "zie 1.5"),
    ("Beschikking voor vijf jaar", "Beschikking voor twee jaar aanvragen"),
    ("Bewoners informeren over buurtoverlast", "Buren informeren over overlast door bewoners"),
    ("Elke week huisbezoek", "Elk jaar buurtfeest"),
    ("Niet meer bellen buiten kantoortijd", "Bellen buiten kantoortijd"),
    ("Geen maximum aan het aantal herkansingen", "Maximum aan het aantal herkansingen"),
    ("Vacature begeleider uitzetten", "Vacature ervaringsdeskundige uitzetten"),
    ("Budget aanvragen bij gemeente voor 2 woningen", "Budget aanvragen bij gemeente voor een begeleider"),
    ("Werkbezoek aan een andere gemeente", "Werkbezoek van een andere gemeente voorbereiden voor de raad"),
    ("Inloop organiseren op dinsdag", "Inloopspreekuur organiseren met de wijkagent"),
    ("Lijst met contactpersonen maken", "Lijst met beschikbare woningen maken"),
    ("Overlast bespreken met buren", "Nazorg bespreken met buren"),
)

LATER_ALIKE: Final = (
    (
        "Jaarlijkse training over herstelgericht werken voor alle begeleiders",
        "Training herstelgericht werken, elk jaar, alle begeleiders",
    ),
    ("Huurders beter informeren over hun rechten en plichten", "Huurders informeren over rechten en plichten"),
    ("Wachtlijst elke maand delen met de corporaties", "De wachtlijst maandelijks met corporaties delen"),
    (
        "Nieuwe afspraken over overlastmeldingen maken met de buurtregisseur",
        "Afspraken met buurtregisseur over melden van overlast",
    ),
    ("Bereikbaarheid buiten kantooruren regelen", "Bereikbaarheid in het weekend en buiten kantooruren regelen"),
    ("Een pilot starten met regulier huurcontract", "Pilot regulier huurcontract starten"),
    ("Stuurgroep uitbreiden met een ervaringsdeskundige", "Ervaringsdeskundige toevoegen aan stuurgroep"),
    ("Meer woningen beschikbaar stellen door de corporaties", "Corporaties stellen meer woningen beschikbaar"),
    (
        "Appoint one contact person at the mental health service",
        "One contact person at mental health services to be appointed",
    ),
    ("Casusbespreking plannen met wijkteam", "Casusbesprekingen met het wijkteam inplannen"),
)

LATER_APART: Final = (
    ("Meer woningen beschikbaar stellen", "Meer begeleiders beschikbaar stellen"),
    ("Folder maken voor huurders", "Website maken voor huurders"),
    ("Elk kwartaal de cijfers over uitval bespreken", "Elk kwartaal de cijfers over doorstroom bespreken"),
    ("Privacyreglement bespreken met cliëntenraad", "Klachtenregeling bespreken met cliëntenraad"),
    ("Nieuwe begeleider aannemen", "Nieuwe begeleider inwerken"),
    ("Contact leggen met de verslavingszorg", "Contact leggen met de ggz"),
    ("Vast budget voor inrichting van de woning", "Vast budget voor scholing van het team"),
    ("Samenwerkingsovereenkomst ondertekenen met gemeente", "Samenwerkingsovereenkomst evalueren met gemeente"),
    ("Review the tenancy agreement with the landlord", "Review the privacy agreement with the landlord"),
    ("Buren uitnodigen voor koffie", "Vrijwilligers uitnodigen voor koffie"),
)
