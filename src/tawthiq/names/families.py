"""Well-known given names whose consonants, or nearly all of them, are those of another name.

Common knowledge, no list of people: a word of one family is never the name of another one, and
all spellings of one family are the same name. Spellings that can be either are left out.
"""

from __future__ import annotations

_FAMILIES = """
محمد: mohammed muhammad mohammad mohamed muhammed mohamad muhamad muhamed mohamd mohammd mohd
محمد: mhd mhmd muhmmad mouhamad mouhammad mouhamed mohamet mahommed
محمود: mahmoud mahmud mahmood mahmod mahmoed mehmood
احمد: ahmed ahmad ahmet ahmd ahmmed achmed achmad
حامد: hamed
حمد: hamd
حماد: hammad
حمدان: hamdan
حميد: hameed
حمدي: hamdi hamdy
حسن: hassan hasan
حسين: hussein hussain husayn husein husain hossein hosein houssein hussien hussin huseyin
حسام: hussam husam hossam hosam houssam
حسني: hosni husni
حسنيه: husniya hosniya
امير: amir ameer
اميره: amira ameera amirah
امين: amin ameen
امينه: amina ameena aminah
امنه: amna amnah
ايمن: ayman aiman
ايمان: iman eman eeman
باسم: basem basim bassem bassim
بسام: bassam
سما: sama
سامي: sami samy
ساميه: samia samiya
سمير: samir sameer
سميره: samira sameera
سمر: samar
سامر: samer
كريم: karim kareem
كرم: karam
اكرم: akram
مكرم: mukarram
جمال: jamal gamal jamaal
جميل: jamil jameel gamil
جميله: jamila jameela
عمر: omar umar omer
عمرو: amr amro
عمار: ammar
عامر: amer
عمران: imran omran
سعيد: said saeed saied sayeed
سعد: saad
سعاد: suad souad
مسعود: masoud massoud masud
اسعد: asaad
سالم: salem
سليم: saleem
سليمان: suleiman sulaiman sulayman soliman suleyman suliman sleiman
سلمان: salman
سلمي: salma
سلام: salam
اسلام: islam eslam
مسلم: muslim moslem
راشد: rashed
رشيد: rasheed
رشاد: rashad
رشدي: rushdi roshdi
خالد: khaled khalid
خلود: khulud khuloud kholoud
خليل: khalil khaleel
ماجد: majed maged
مجيد: majeed
مجدي: majdi magdi majdy magdy
امجد: amjad amgad
كمال: kamal kamaal
كامل: kamel
ناصر: nasser
نصر: nasr
نصير: naseer
منصور: mansour mansur mansoor
نادر: nader
ندي: nada
ناديه: nadia nadiya nadya
عادل: adel
عدلي: adli adly
عدنان: adnan
علي: ali aly
عليا: alia aliya
منير: munir mounir moneer muneer
منيره: munira mounira
فاطمه: fatima fatma fatimah fatema fatmeh fatimeh
ابراهيم: ibrahim ibraheem ebrahim ibrahem brahim
اسماعيل: ismail ismael esmail ismaeel ismaiel ismaeil
اسحاق: ishaq ishak eshaq isaac
اسحق: ishaq ishak eshaq isaac
يوسف: yousef youssef yusuf yousuf yusef yousif yosef yussef
يونس: younis yunus younes yunis younus
يحيي يحي: yahya yehya yahia yehia
عيسي: issa isa eissa essa
موسي: musa mousa moussa
مصطفي: mustafa mostafa moustafa mustapha mostapha
مريم: mariam maryam miriam meryem mariyam
عائشه: aisha aysha ayesha aicha aishah
عايشه: aisha aysha ayesha aicha aishah
خديجه: khadija khadijah khadeeja
زينب: zeinab zainab zaynab zeynab zineb
حنان: hanan
حنين: haneen hanin
هاني: hani hany
هناء: hanaa
نور: noor nour nur
نوره: noura nora nura
طارق: tariq tarek tareq tarik
طه: taha
هاله: hala
هلا: hala
هيا: haya
ايه: aya ayah
جواد: jawad
جود: joud jude
جودت: jawdat
ليلي: layla leila laila leyla
لينا: lina leena
لين: leen
لانا: lana
دانا: dana
دينا: dina deena
دانيه: dania daniya
فادي: fadi fady
فداء: fidaa fida
فؤاد: fouad fuad foad
فواد: fouad fuad foad
وليد: walid waleed
ولاء: walaa
وائل: wael wail
وايل: wael wail
رائد: raed
رايد: raed
رعد: raad
زياد: ziad ziyad
زيد: zaid zayd
زايد: zayed
يزيد: yazid yazeed
يزن: yazan yazen
ياسين: yassin yasin yaseen yassine
ياسر: yasser yaser yasir
يسري: yousri yusri yosri
يسرا: yousra
عصام: issam essam isam
عاصم: assem asem
هشام: hisham hesham
هاشم: hashem hashim
شادي: shadi shady
شهد: shahd
رامي: rami ramy
ريم: reem rim
رامز: ramez
رمزي: ramzi
رمضان: ramadan
ميسره: maysara
معاذ: muath moaz muaz moath
معتز: mutaz moataz motaz
عبير: abeer abir
سيف: saif seif sayf
ضياء: diaa
شيماء: shaimaa shaymaa
"""

_HAMZA = str.maketrans({"ء": None, "ئ": "ي", "ؤ": "و"})
_ARABIC: dict[str, str] = {}
_LATIN: dict[str, str] = {}
_IN_ARABIC: dict[str, str] = {}


def _read() -> None:
    clash = set()
    for line in _FAMILIES.split("\n"):
        if not line:
            continue
        arabic, _, latin = line.partition(":")
        spellings = latin.split()
        written = arabic.translate(_HAMZA).split()
        best = _ARABIC.get(written[0], spellings[0])
        for each in written:
            _ARABIC.setdefault(each, best)
            _IN_ARABIC.setdefault(best, each)
        for each in spellings:
            if _LATIN.setdefault(each, best) != best:
                clash.add(each)
    for each in clash:
        del _LATIN[each]


_read()


def family_of(word: str) -> str | None:
    """Returns the best-known Latin spelling of a well-known name, or None.

    >>> family_of("محمد") == family_of("mohamed"), family_of("محمود") == family_of("mohamed")
    (True, False)
    """
    return _ARABIC.get(word) or _LATIN.get(word)


def in_arabic(family: str) -> str:
    """Returns the Arabic spelling of a family, cleaned.

    >>> in_arabic("hussein")
    'حسين'
    """
    return _IN_ARABIC[family]
