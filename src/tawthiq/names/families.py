"""Well-known given names whose consonants, or nearly all of them, are those of another name.

Common knowledge, no list of people: a word of one family is never the name of another one, and
all spellings of one family are the same name. A spelling that stands in two families, such as
"salim", can be either name: it is never that of a third, and its letters say which it is.
"""

from __future__ import annotations

import re

_FAMILIES = """
محمد: mohammed muhammad mohammad mohamed muhammed mohamad muhamad muhamed mohamd mohammd mohd
محمد: mhd mhmd muhmmad mouhamad mouhammad mouhamed mohamet mahommed mehmet mehmed muhamet
محمود: mahmoud mahmud mahmood mahmod mahmoed mehmood mahmut
احمد: ahmed ahmad ahmet ahmd ahmmed achmed achmad; حامد: hamed hamid; حمد: hamd; حماد: hammad
حمدان: hamdan; حميد: hameed hamid; حمدي: hamdi hamdy; حسن: hassan hasan; حسان: hassan hassaan
حسين: hussein hussain husayn husein husain hossein hosein houssein hussien hussin huseyin
حسام: hussam husam hossam hosam houssam; حسني: hosni husni; حسنيه: husniya hosniya
امير: amir ameer; اميره: amira ameera amirah; امين: amin ameen; امينه: amina ameena aminah emine
امنه: amna amnah; ايمن: ayman aiman; ايمان: iman eman eeman; باسم: basem basim bassem bassim
بسام: bassam; سما: sama; سامي: sami samy; ساميه: samia samiya; سمير: samir sameer
سميره: samira sameera; سمر: samar; سامر: samer; كريم: karim kareem; كرم: karam; اكرم: akram
مكرم: mukarram; جمال: jamal gamal jamaal djamel djamal cemal
جميل: jamil jameel gamil djamil cemil; جميله: jamila jameela djamila gamila cemile
عمر: omar umar omer; عمرو: amr amro; عمار: ammar; عامر: amer; عمران: imran omran
سعيد: said saeed saied sayeed saed; سعد: saad; سعاد: suad souad
مسعود: masoud massoud masud messaoud; اسعد: asaad; سالم: salem salim; سليم: saleem salim selim
سليمان: suleiman sulaiman sulayman soliman suleyman suliman sleiman slimane; سلمان: salman
سلمي: salma; سلام: salam; اسلام: islam eslam; مسلم: muslim moslem
راشد: rashed rashid rached rachid; رشيد: rasheed rashid rachid; رشاد: rashad; رشدي: rushdi roshdi
خالد: khaled khalid kaled kalid halit halid; خلود: khulud khuloud kholoud
خليل: khalil khaleel kalil halil; ماجد: majed maged majid; مجيد: majeed majid
مجدي: majdi magdi majdy magdy; امجد: amjad amgad; كمال: kamal kamaal kemal; كامل: kamel kamil
ناصر: nasser naser nasir; نصر: nasr; نصير: naseer nasir; منصور: mansour mansur mansoor
نادر: nader; ندي: nada; ناديه: nadia nadiya nadya; عادل: adel; عدلي: adli adly; عدنان: adnan
علي: ali aly; عليا: alia aliya; منير: munir mounir moneer muneer; منيره: munira mounira
فاطمه: fatima fatma fatimah fatema fatmeh fatimeh
ابراهيم: ibrahim ibraheem ebrahim ibrahem brahim
اسماعيل: ismail ismael esmail ismaeel ismaiel ismaeil; اسحاق اسحق: ishaq ishak eshaq isaac
يوسف: yousef youssef yusuf yousuf yusef yousif yosef yussef youcef yusif youssouf
يونس: younis yunus younes yunis younus; يحيي يحي: yahya yehya yahia yehia
عيسي: issa isa eissa essa; موسي: musa mousa moussa
مصطفي: mustafa mostafa moustafa mustapha mostapha moustapha
مريم: mariam maryam miriam meryem mariyam; عايشه: aisha aysha ayesha aicha aishah ayse
خديجه: khadija khadijah khadeeja khadidja hatice; زينب: zeinab zainab zaynab zeynab zineb zeynep
حنان: hanan; حنين: haneen hanin; هاني: hani hany; هناء: hanaa; نور: noor nour nur
نوره: noura nora nura; طارق: tariq tarek tareq tarik; طه: taha; هاله: hala halah; هلا: hala
هيا: haya; ايه: aya ayah; جواد: jawad; جود: joud jude; جودت: jawdat; ليلي: layla leila laila leyla
لينا لينه: lina leena; لين: leen lin lynn; لانا: lana; دانا: dana; دينا: dina deena
دانيه: dania daniya; فادي: fadi fady; فداء: fidaa fida; فواد: fouad fuad foad; وليد: walid waleed
ولاء: walaa; وايل: wael wail; رايد: raed; رعد: raad; زياد: ziad ziyad; زيد: zaid zayd; زايد: zayed
يزيد: yazid yazeed; يزن: yazan yazen; ياسين: yassin yasin yaseen yassine; ياسر: yasser yaser yasir
يسري: yousri yusri yosri; يسرا يسري: yousra yusra; عصام: issam essam isam; عاصم: assem asem
هشام: hisham hesham hicham hichem; هاشم: hashem hashim; شادي: shadi shady chadi; شهد: shahd
رامي: rami ramy; ريم: reem rim; رامز: ramez; رمزي: ramzi; رمضان: ramadan; ميسره: maysara
معاذ: muath moaz muaz moath; معتز: mutaz moataz motaz; عبير: abeer abir; سيف: saif seif sayf
ضياء: diaa dia; شيماء: shaimaa shaymaa chaima chaimaa shaima; صالح: saleh salih
صالحه: saleha saliha; صلاح: salah; فارس: fares faris; فراس: firas feras; هدي: huda hoda houda
هادي: hadi hady; انس: anas; انيس: anees anis; انيسه: anisa aneesa; ايناس: enas inas einas
علاء: alaa ala; الاء: alaa ala; بشار: bashar bachar; بشير: bashir basheer bachir
بشري: bushra boushra; رنا: rana; رانيا رانيه: rania raniya ranya; وسام: wissam wisam wesam
وسيم: wasim waseem wassim wasseem; نبيل: nabil nabeel; نبيله: nabila nabeela
سهيل: suhail suheil souhail sohail; سهيله: suhaila souhaila sohaila; سهير: suhair sohair souhair
يمان: yaman; يامن: yamen; يمني: yumna youmna; اياد: iyad eyad ayad; عياد: ayyad ayad
عبيده: obeida obaida ubaida; عباده: obada ubada; عدي: uday odai oday odey; عماد: imad emad
عوض: awad; عواد: awwad awad; اسامه: osama usama oussama; حمزه: hamza hamzah hamzeh
بلال: bilal belal; مهند: muhannad mohannad mohanad muhanad; جهاد: jihad jehad djihad
اشرف: ashraf achraf; شريف: sharif shareef cherif sherif; شريفه: sharifa shareefa cherifa
اسماء: asmaa asma; نضال: nidal nedal; ساره سارا: sara sarah; ساري: sari; امل: amal
امال: amal amaal; مومن: mumin momen moamen; مامون: mamoun maamoun mamun; اسراء: israa esraa isra
يسار: yasar; مصعب: musab mosab mousab; جني: jana; جنه: janna jannah; هبه: heba hiba; وهبه: wahba
ليان: liyan layan leyan; ليال: layal; صهيب: suhaib sohaib souhaib; ادم: adam; ادهم: adham
دعاء: duaa doaa dua; ماهر: maher mahir; تالا تاله: tala; طلال: talal; هيثم: haitham haytham
رغد: raghad; بهاء: bahaa baha; بهيه: bahia bahiya; تامر: tamer; سماح: samah; سامح: sameh
مها مهي: maha; مهدي: mahdi mehdi; فرح: farah; فرحان: farhan; اماني: amani amany; ميرا: mira meera
ابتسام: ibtisam ebtisam; بسمه: basma basmah; باسمه: basima basma; باسل: basel basil bassel
سجي: saja; سجود: sujoud sojoud; ايهاب: ihab ehab; هديل: hadeel hadil; منال: manal; نوال: nawal
نائل: nael nail; نهال: nihal; قصي: qusai qusay kusai qosai; زين: zain zein zayn; زينه: zina zeina
زينات: zinat; اسيل: aseel asil; اصيل: aseel asil; صفاء: safaa safa; صافي: safi; سناء: sanaa sana
ثناء: thanaa; فتحي: fathi fathy; فتحيه: fathiya fathia; مازن: mazen mazin
رافت: rafat raafat refaat; رفعت: rifaat refaat rifat rafat; رفيق: rafiq rafik rafeeq
رفيقه: rafiqa rafika; نداء: nidaa nedaa nida nada; نسرين: nisreen nesreen nisrin nesrin
فائز: fayez faiz fayiz; فوزي: fawzi fawzy fouzi; فوزيه: fawzia fawziya fouzia; فائزه: fayza faiza
مرح: marah; صباح: sabah; صبحي: subhi sobhi sobhy; صبحيه: subhiya sobhia; صبا: saba
صابر: saber sabir; صبري: sabri sabry; صابرين: sabreen sabrin; لؤي: louay loay luay
سميه: sumaya sumayya somaya soumaya; نعمه: nima neama nema; نعيم: naim naeem; نعيمه: naima naeema
نعمان: numan noman nouman; ديما ديمه: dima deema; منه: menna minna; مني: muna mona mouna
امنيه: omnia umniya; مجد: majd; ماجده: majda majida; مالك: malik malek; ملك: malak
ملاك: malak malaak; سحر: sahar; ساهر: saher sahir; سهر: sahar; زاهر: zaher zahir
زهير: zuhair zouhair zuheir; زهره: zahra; ازهار: azhar; معتصم: mutasim moatasem motasem
روان: rawan; مروان: marwan; مروه: marwa; ريان: rayan rayyan; ريما ريمه: rima reema
رياض: riyad riad reyad; رضا: rida reda ridha; راضي: radi; رضوان: radwan ridwan
منتصر: muntasir montaser montasser; فاتن: faten; انور: anwar; انوار: anwar; غزل: ghazal
منار: manar; رؤي: ruaa roaa roua; غسان: ghassan; مرام: maram; سهام: siham seham; لمي: lama
لمياء: lamia lamya lamiaa; الهام: ilham elham; بتول: batoul batool; عاطف: atef; عواطف: awatef
عفاف: afaf; عفيف: afif afeef; عفيفه: afifa; سلامه: salama salameh; سليمه: saleema salima
سالمه: salima; سلوي: salwa; غاده: ghada; غيداء: ghaida ghaidaa; غيث: ghaith; غياث: ghiath ghayath
حماده: hamada; حميده: hamida hameeda; ضحي: duha doha; رزق: rizq rizk; رزان: razan
حبيب: habib habeeb; حبيبه: habiba habeeba; مي: mai; ميساء: maysaa maisa maisaa; ميس: mais mays
مراد: murad mourad; احلام: ahlam; فريد: farid fareed; فريده: farida fareeda; بدر: badr
بدور: budour bodour; بدري: badri; نسيم: nasim naseem; نسمه: nasma nesma nisma; رجاء: rajaa raja
راجي: raji; زكي: zaki; زكيه: zakia zakiya; وديع: wadee wadie; وداد: widad
توفيق: tawfiq tawfik toufik; ناهد: nahed; ناهض: nahed; حليمه: halima haleema; حليم: halim haleem
عايده: aida ayda; جابر: jaber jabir; جبر: jabr; عثمان: othman osman uthman outhman
طاهر: taher tahir; طاهره: tahira tahera; كريمه: karima kareema; اكرام: ikram
قاسم: qasim qasem qassem kassem kasem kasim; قسام: qassam kassam; حاتم: hatem hatim
حازم: hazem hazim; حكيم: hakim hakeem; حاكم: hakem; كاظم: kazem kadhim kazim; وحيد: wahid waheed
وحيده: wahida waheeda; فاضل: fadel fadil; فضل: fadl; حافظ: hafez hafiz; حفيظ: hafeez hafiz
شاكر: shaker shakir; شكري: shukri shoukri; شاهر: shaher; شهير: shaheer; جلال: jalal galal
جليل: jalil jaleel; جليله: jalila jaleela; خالده: khalida khaleda; لطيف: latif lateef
لطيفه: latifa lateefa; لطفي: lutfi lotfi; عزيز: aziz azeez; عزيزه: aziza azeeza
سعيده: saida saeeda; رشيده: rashida rasheeda rachida; راشده: rasheda rashida
نجيب: najib najeeb nagib; نجيبه: najiba najeeba; نجاح: najah; ناجح: najeh; ناجي: naji nagi
نجوي: najwa nagwa; نجلاء: najlaa najla naglaa; شفيق: shafiq shafik; شفيقه: shafiqa shafika
معين: muin mueen moin; ثائر: thaer thair; ثريا: thuraya soraya; مختار: mukhtar mokhtar
وفاء: wafaa wafa; وفيق: wafiq wafik; سفيان: sufian sofian soufian sufyan; صفوان: safwan
سائد: saed; راما رامه: rama; مرفت: mervat mirvat; سالي: sally sali; عيد: eid; عائد: aed ayed
نهاد: nihad nehad; شام: sham; عرفات: arafat; رائده: raida raeda; حياه: hayat; ايات: ayat
عبده: abdo abdou abdoh; عابد: abed abid aabed
"""

_HAMZA = str.maketrans({"ء": None, "ئ": "ي", "ؤ": "و"})
_FAMILY: dict[str, str] = {}
_EITHER: dict[str, tuple[str, ...]] = {}
_IN_LATIN: dict[str, str] = {}


def _read() -> None:
    spelt: dict[str, list[str]] = {}
    for line in re.split("[\n;]", _FAMILIES.strip()):
        arabic, _, latin = line.partition(":")
        written = arabic.translate(_HAMZA).split()
        for each in (*written, *latin.split()):
            families = spelt.setdefault(each, [])
            if written[0] not in families:
                families.append(written[0])
        _IN_LATIN.setdefault(written[0], latin.split()[0])
    for each, families in spelt.items():
        if len(families) == 1:
            _FAMILY[each] = families[0]
        else:
            _EITHER[each] = tuple(families)


_read()


def family_of(word: str) -> str | None:
    """Returns the family of a well-known name, or None; also of a spelling that can be of two.

    A family is named by its Arabic spelling, cleaned.

    >>> family_of("محمد") == family_of("mohamed"), family_of("محمود") == family_of("mohamed")
    (True, False)
    """
    return _FAMILY.get(word)


def families_of(word: str) -> tuple[str, ...]:
    """Returns the families that a spelling can be of: none, one, or up to three.

    >>> families_of("salim"), families_of("salem")
    (('سالم', 'سليم'), ('سالم',))
    """
    family = _FAMILY.get(word)
    return (family,) if family else _EITHER.get(word, ())


def in_latin(family: str) -> str:
    """Returns the best-known Latin spelling of a family.

    >>> in_latin("حسين")
    'hussein'
    """
    return _IN_LATIN[family]
